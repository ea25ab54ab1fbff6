import type { DomainContext } from '../../domain.ts';
import { cacheKeys } from './cache-keys.ts';
import type { OpalTtl } from './opal-domain.ts';
import { metricsOf } from './opal-statements.ts';
import { METRICS_WINDOWS, type MetricsWindow, OPAL_DOMAINS, type OpalDomain, oneOf } from './opal-words.ts';

interface MetricsOf {
  readonly domain: OpalDomain;
  readonly window: MetricsWindow;
}

/** GET /api/metrics/:domain?window=24h: what was measured in a domain, over the time up to its newest measurement. */
export function registerMetricsRoute({ cachedGet, pool }: DomainContext, ttl: OpalTtl): void {
  cachedGet<MetricsOf>({
    url: '/api/metrics/:domain',
    input: ({ params, query }) => ({
      domain: oneOf(OPAL_DOMAINS, 'domain', (params as { readonly domain?: string }).domain),
      window: oneOf(METRICS_WINDOWS, 'window', (query as Readonly<Record<string, unknown>>).window ?? '24h'),
    }),
    key: ({ domain, window }) => cacheKeys.metrics(domain, window),
    ttlSeconds: ttl.metricsSeconds,
    hot: OPAL_DOMAINS.map((domain) => ({ domain, window: '24h' })),
    async load({ domain, window }, timing) {
      return { data: { domain, window, metrics: await pool.query(metricsOf(domain, window), timing) } };
    },
  });
}
