import { domainFamilies } from './domain-families.ts';
import { processFamilies } from './process-families.ts';
import type { MetricFamily } from './prometheus-text.ts';
import { requestFamilies } from './request-families.ts';
import type { Snapshot } from './snapshot.ts';

/** The snapshot under the names that Loadline's collector reads; those that begin with `route_` or `domain_` say more. */
export function metricFamilies(snapshot: Snapshot): readonly MetricFamily[] {
  return [...requestFamilies(snapshot.routes), ...domainFamilies(snapshot), ...processFamilies(snapshot)];
}
