import { metricWords } from '../../../reports/view/words.ts';
import type { ComparisonVerdict } from '../../core/model/comparison.ts';
import type { MetricComparison } from '../../core/model/comparison-record.ts';

const SEVERITY: readonly ComparisonVerdict[] = ['regression', 'invalid', 'inconclusive', 'unchanged', 'improvement'];

/** The primary metric that stands worst: by verdict, then by how far its upper bound lies towards the margin and beyond. */
export function worstOf(metrics: readonly MetricComparison[]): MetricComparison | undefined {
  return bySeverity(metrics.filter(({ role }) => role === 'primary'))[0];
}

/** Worst first. */
export function bySeverity(metrics: readonly MetricComparison[]): readonly MetricComparison[] {
  const rank = ({ comparison }: MetricComparison) => SEVERITY.indexOf(comparison.verdict);
  const reach = ({ comparison, margin }: MetricComparison) =>
    (comparison.interval?.[1] ?? Number.NEGATIVE_INFINITY) / margin;
  return [...metrics].sort(
    (one, other) => rank(one) - rank(other) || (reach(one) === reach(other) ? 0 : reach(other) - reach(one)),
  );
}

/** `latency p95`, `latency p95 of GET /api/users`. */
export function nameOf({ metric, route }: Pick<MetricComparison, 'metric' | 'route'>): string {
  return route === null ? metricWords(metric) : `${metricWords(metric)} of ${route}`;
}
