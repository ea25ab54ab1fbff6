import { ERROR_RATE } from '../../gate/core/decide/compared-metrics.ts';
import type { ComparisonVerdict } from '../../gate/core/model/comparison.ts';
import type { MetricComparison } from '../../gate/core/model/comparison-record.ts';
import type { BenchmarkName } from '../../gate/core/model/run-record.ts';
import { formatCount, formatLimit, formatValue } from '../../gate/core/text/format-value.ts';
import { changeInterval, changeText } from './change-text.ts';
import { metricWords, ofWhat, sentence } from './words.ts';

/** One metric of both sides and what became of it, in words. */
export interface MetricRow {
  readonly anchor: string;
  readonly verdict: ComparisonVerdict;
  readonly metric: string;
  /** Empty: the subject as a whole. */
  readonly route: string;
  /** It belongs to all requests together. */
  readonly isWhole: boolean;
  /** What its values count, where no symbol beside them says it. */
  readonly unit: string;
  readonly isHigherBetter: boolean;
  readonly baseline: string;
  readonly candidate: string;
  /** Candidate − baseline in the metric's own unit, signed. */
  readonly difference: string;
  /** Relative change, positive is worse; empty where there is none. */
  readonly effect: string;
  readonly interval: string;
  readonly gauge: EffectGauge | null;
  readonly mde: string;
  readonly margin: string;
  readonly n: string;
  readonly adjustedP: string;
  /** Why, where the numbers do not say it. */
  readonly reason: string;
  readonly warnings: readonly string[];
}

/** Effect, interval and margin on a scale from 0 to 100: no change is at 50, a margin takes a sixth to either side, the ends are three margins. */
export interface EffectGauge {
  readonly at: number;
  readonly from: number;
  readonly width: number;
}

/** Units that are written as a symbol beside each value. */
const SYMBOLS = new Set(['ms', 'bytes', '1/s', 'share']);
const SEVERITY: readonly ComparisonVerdict[] = ['regression', 'invalid', 'inconclusive', 'improvement', 'unchanged'];

/** The worst first: by verdict, then by how many margins the effect is. */
export function worstFirst<Metric extends Pick<MetricComparison, 'comparison' | 'margin'>>(
  metrics: readonly Metric[],
): readonly Metric[] {
  return metrics.toSorted(
    (one, other) =>
      SEVERITY.indexOf(one.comparison.verdict) - SEVERITY.indexOf(other.comparison.verdict) ||
      inMargins(other) - inMargins(one),
  );
}

export function metricRow(
  metric: MetricComparison,
  kind: BenchmarkName['kind'],
  anchor: (text: string) => string,
): MetricRow {
  const { comparison, baseline, candidate } = metric;
  const unit = SYMBOLS.has(metric.unit) ? metric.unit : '';
  const { verdict, estimate, interval } = comparison;
  return {
    anchor: anchor(`metric-${metric.metric}-${metric.route ?? 'all'}`),
    verdict,
    metric: metricWords(metric.metric),
    route: ofWhat(metric, kind),
    isWhole: metric.route === null,
    unit: unit === '' ? metric.unit : '',
    isHigherBetter: metric.better === 'higher',
    baseline: baseline === null ? 'no data' : formatValue(baseline, unit),
    candidate: candidate === null ? 'no data' : formatValue(candidate, unit),
    difference: baseline === null || candidate === null ? '' : signed(candidate - baseline, unit),
    effect: estimate === null ? '' : changeText(estimate),
    interval: interval === null ? '' : changeInterval(interval),
    gauge: gaugeOf(metric),
    mde: comparison.mde === null ? '' : formatLimit(Number(comparison.mde.toPrecision(2)), 'share'),
    margin: marginText(metric),
    n: formatCount(comparison.n),
    adjustedP: pText(metric.adjustedP),
    reason: interval === null ? sentence(comparison.reason) : '',
    warnings: [
      ...(isChanceAmongMany(metric)
        ? ['Beyond the margin, but among so many metrics one is that far off by chance.']
        : []),
      ...comparison.warnings.map(({ message }) => sentence(message)),
    ],
  };
}

/** Rates of errors may differ by so many points, everything else by so much of itself. */
export function marginText({ metric, margin }: Pick<MetricComparison, 'metric' | 'margin'>): string {
  const text = formatLimit(margin, 'share');
  return metric === ERROR_RATE ? text.replace('%', 'points') : text;
}

/** Its own interval and effect are beyond, and yet the family of metrics makes it inconclusive. */
export function isChanceAmongMany({ comparison, margin }: Pick<MetricComparison, 'comparison' | 'margin'>): boolean {
  const { verdict, estimate, interval } = comparison;
  if (verdict !== 'inconclusive' || estimate === null || interval === null) return false;
  return interval[0] > 0 && estimate >= margin;
}

function inMargins({ comparison: { estimate }, margin }: Pick<MetricComparison, 'comparison' | 'margin'>): number {
  return estimate === null ? 0 : estimate / (margin || 1);
}

function signed(difference: number, unit: string): string {
  if (difference === 0) return formatValue(0, unit);
  const size = formatValue(Math.abs(difference), unit);
  return `${difference > 0 ? '+' : '−'}${unit === 'share' ? size.replace('%', 'points') : size}`;
}

function pText(p: number | null): string {
  if (p === null) return '';
  return p < 0.001 ? '< .001' : p.toFixed(3).replace(/^0/, '');
}

function gaugeOf(metric: Pick<MetricComparison, 'comparison' | 'margin'>): EffectGauge | null {
  const { estimate, interval } = metric.comparison;
  if (estimate === null || !(metric.margin > 0)) return null;
  const place = (change: number): number =>
    Number((50 + (50 / 3) * Math.max(-3, Math.min(3, change / metric.margin))).toFixed(1));
  const [low, high] = (interval ?? [estimate, estimate]).map(place);
  const from = low ?? 50;
  return { at: place(estimate), from, width: Number(((high ?? 50) - from).toFixed(1)) };
}
