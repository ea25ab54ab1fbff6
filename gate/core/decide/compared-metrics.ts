import type { ComparisonPlan, Launch, MetricName } from '../model/comparison-record.ts';
import type { Series } from '../model/series.ts';
import { hasIterations } from './comparison-problems.ts';
import { TAIL_SHARE } from './measured-metric.ts';

export const ERROR_RATE = 'error-rate';

/** What is asked of a distribution where the plan does not say. */
const STATISTICS = ['p50', 'p95', 'p99', 'mean', TAIL_SHARE] as const;

/** Series that say how the load went, not what became of it. */
const OF_THE_LOAD: readonly string[] = [
  'iterations',
  'dropped-iterations',
  'vus',
  'checks',
  'generator-cpu',
  'machine-cpu',
  'stolen-cpu',
];

/** A metric and whether it decides. */
export interface ComparedMetric extends MetricName {
  readonly role: 'primary' | 'secondary';
}

/**
 * Every metric of a comparison: those of the plan in its order, then the error rates, which always are primary, then all others that the
 * launches hold. Left out, because interleaved they say nothing of a side: rates that the plan of the load sets, and memory, which is a saw-tooth.
 */
export function comparedMetrics(plan: ComparisonPlan, launches: readonly Launch[]): readonly ComparedMetric[] {
  const series = launches.flatMap(({ baseline, candidate }) => [...baseline.series, ...candidate.series]);
  const isDriven = launches.some(({ baseline, candidate }) => hasIterations(baseline) || hasIterations(candidate));
  const found = series.filter((one) => isCompared(one, isDriven)).flatMap(metricsOf);
  const primary = [...plan.primary, ...found.filter(({ metric }) => metric === ERROR_RATE)];
  const all = [
    ...primary.map((name): ComparedMetric => ({ ...name, role: 'primary' })),
    ...found.map((name): ComparedMetric => ({ ...name, role: 'secondary' })),
  ];
  const byName = new Map<string, ComparedMetric>();
  for (const metric of all) {
    const key = JSON.stringify([metric.metric, metric.route]);
    if (!byName.has(key)) byName.set(key, metric);
  }
  return [...byName.values()];
}

function isCompared({ kind, name, unit }: Series, isDriven: boolean): boolean {
  if (OF_THE_LOAD.includes(name) || name.endsWith('.count')) return false;
  if (unit === '1/s' && isDriven) return false;
  return !(kind === 'level' && (unit === 'bytes' || name.startsWith('vus')));
}

function metricsOf({ kind, name, route }: Series): readonly MetricName[] {
  if (kind !== 'distribution') return [{ metric: name, route }];
  return STATISTICS.map((statistic) => ({ metric: `${name}.${statistic}`, route }));
}
