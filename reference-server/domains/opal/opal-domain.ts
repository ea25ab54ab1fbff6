import type { Domain } from '../../domain.ts';
import { registerMappingRoutes } from './mapping-routes.ts';
import { registerMetricsRoute } from './metrics-route.ts';
import { opalApi } from './opal-api.ts';
import { registerRuleRoutes } from './rule-routes.ts';

/** How long each kind of data is kept: the four that document 000 names. */
export interface OpalTtl {
  readonly mappingsSeconds: number;
  /** Of the least urgent rules; the others are asked for sooner. */
  readonly rulesSeconds: number;
  readonly metricsSeconds: number;
  readonly coordinationSeconds: number;
}

/** The OPAL mapping system of document 000: mappings, how domains work together by them, rules and metrics. */
export function opalDomain({ ttl }: { readonly ttl: OpalTtl }): Domain {
  return {
    name: 'opal',
    api: opalApi,
    register(app, context) {
      registerMappingRoutes(app, context, ttl);
      registerRuleRoutes(context, ttl);
      registerMetricsRoute(context, ttl);
    },
  };
}
