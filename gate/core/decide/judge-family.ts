import type { ComparisonVerdict } from '../model/comparison.ts';
import type { MetricComparison } from '../model/comparison-record.ts';
import { benjaminiHochberg, holm } from '../stats/multiplicity.ts';
import { ALPHA } from './judge-paired.ts';
import type { JudgedMetric } from './judged-metric.ts';

/** Share of the differences found among secondary metrics that may be false. */
const FALSE_SHARE = 0.1;

/**
 * Verdicts of metrics that were judged together: a regression or an improvement stands only where chance among all of them is excluded, too. Primary
 * metrics by Holm at .05, the others by Benjamini–Hochberg at .10. What nothing can be tested of (no request failed) does not count.
 */
export function judgeFamily(metrics: readonly JudgedMetric[]): readonly MetricComparison[] {
  const worse = adjustedOf(metrics, 'pWorse');
  const better = adjustedOf(metrics, 'pBetter');
  return metrics.map((metric, position): MetricComparison => {
    const { pWorse: _, pBetter: __, ...kept } = metric;
    const [adjustedP, adjustedBetter] = [worse[position] ?? null, better[position] ?? null];
    const isOpen = metric.comparison.verdict === 'regression' && isChance(metric, adjustedP);
    const isNotBetter = metric.comparison.verdict === 'improvement' && isChance(metric, adjustedBetter);
    if (!isOpen && !isNotBetter) return { ...kept, adjustedP };
    const verdict: ComparisonVerdict = isOpen ? 'inconclusive' : 'unchanged';
    const p = Number((isOpen ? adjustedP : adjustedBetter)?.toPrecision(2));
    const together = metrics.filter((other) => other.role === metric.role && other.pWorse !== null).length;
    const reason = `${metric.comparison.reason}: by itself; one of ${together} metrics may be that far off by chance (adjusted p ${p})`;
    return { ...kept, adjustedP, comparison: { ...metric.comparison, verdict, reason } };
  });
}

function isChance({ role }: JudgedMetric, adjusted: number | null): boolean {
  return adjusted === null || adjusted > (role === 'primary' ? ALPHA : FALSE_SHARE);
}

/** Adjusted p-values in the order of the metrics; `null` for those without. */
function adjustedOf(metrics: readonly JudgedMetric[], side: 'pWorse' | 'pBetter'): readonly (number | null)[] {
  const adjusted = new Array<number | null>(metrics.length).fill(null);
  for (const [role, adjust] of [
    ['primary', holm],
    ['secondary', benjaminiHochberg],
  ] as const) {
    const tested = metrics.flatMap((metric, position) => {
      const p = metric[side];
      return metric.role === role && metric.comparison.verdict !== 'invalid' && p !== null ? [{ position, p }] : [];
    });
    const values = adjust(tested.map(({ p }) => p));
    tested.forEach(({ position }, index) => {
      adjusted[position] = values[index] ?? null;
    });
  }
  return adjusted;
}
