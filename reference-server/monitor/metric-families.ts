import { admissionFamilies } from './admission-families.ts';
import { domainFamilies } from './domain-families.ts';
import { processFamilies } from './process-families.ts';
import { counter, type MetricFamily } from './prometheus-text.ts';
import { requestFamilies } from './request-families.ts';
import { sampleFamilies } from './sampling/sample-families.ts';
import type { Snapshot } from './snapshot.ts';

/** The snapshot under the names that Loadline's collector reads; those that begin with `route_` or `domain_` say more. */
export function metricFamilies(snapshot: Snapshot): readonly MetricFamily[] {
  return [
    ...requestFamilies(snapshot.routes),
    ...domainFamilies(snapshot),
    ...admissionFamilies(snapshot),
    ...processFamilies(snapshot),
    businessFamily(snapshot.business),
    ...sampleFamilies(snapshot.monitoring.latest),
  ];
}

function businessFamily(business: Snapshot['business']): MetricFamily {
  const samples = Object.entries(business).map(([what, value]) => ({ labels: { what }, value }));
  return counter('business_total', 'What the domains did, by their own words.', samples);
}
