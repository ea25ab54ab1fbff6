import type { ComparisonVerdict } from '../../gate/core/model/comparison.ts';
import type { Trend } from '../../gate/core/model/history.ts';
import { formatCount, formatValue } from '../../gate/core/text/format-value.ts';
import { changeInterval, changeText } from './change-text.ts';
import { dayText } from './trend-events.ts';
import { slopeText } from './trend-words.ts';
import { metricWords, ofWhat } from './words.ts';

/** One metric of the summary. */
export interface TrendRow {
  /** `null`: there is no anchor to creep away from. */
  readonly verdict: ComparisonVerdict | null;
  readonly metric: string;
  readonly route: string;
  readonly isWhole: boolean;
  /** Benchmark and machine class, where the page has several. */
  readonly detail: string;
  /** Anchor of its chart; empty where it was not drawn. */
  readonly chart: string;
  readonly last: string;
  readonly lastAt: string;
  /** Since the anchor, positive is worse. */
  readonly change: string;
  readonly interval: string;
  readonly slope: string;
  /** The newest change of level; empty where there was none. */
  readonly changed: string;
  readonly runs: string;
  /** Points of a line in a box of 100 × 24. */
  readonly sparkline: string;
}

const SEVERITY: readonly (ComparisonVerdict | null)[] = [
  'regression',
  'invalid',
  'inconclusive',
  'improvement',
  'unchanged',
  null,
];
const SPARKS = 60;

/** Those that crept worst first. */
export function worstTrends(trends: readonly Trend[]): readonly Trend[] {
  const severity = ({ creep }: Trend): number => SEVERITY.indexOf(creep?.verdict ?? null);
  const inMargins = ({ creep, margin }: Trend): number => (creep?.estimate ?? 0) / (margin || 1);
  return trends.toSorted((one, other) => severity(one) - severity(other) || inMargins(other) - inMargins(one));
}

export function trendRow(trend: Trend, detail: string, chart: string): TrendRow {
  const { creep, points, unit, slopes } = trend;
  const last = points.findLast(({ value }) => value !== null);
  const change = trend.changePoints.at(-1);
  const slope = slopes[0];
  return {
    verdict: creep?.verdict ?? null,
    metric: metricWords(trend.metric),
    route: ofWhat(trend, trend.benchmark.kind),
    isWhole: trend.route === null,
    detail,
    chart,
    last: last === undefined || last.value === null ? 'no data' : formatValue(last.value, unit),
    lastAt: last === undefined ? '' : dayText(last.at),
    change: creep === null || creep.estimate === null ? '' : changeText(creep.estimate),
    interval: creep === null || creep.interval === null ? '' : changeInterval(creep.interval),
    slope: slope === undefined ? '' : slopeText(slope.perRun),
    changed: change === undefined ? '' : `${change.direction} ${dayText(points[change.index]?.at ?? '')}`,
    runs: runsText(points.filter(({ value }) => value !== null).length),
    sparkline: sparkline(points.flatMap(({ value }) => value ?? []).slice(-SPARKS)),
  };
}

function runsText(count: number): string {
  return count === 1 ? '1 run' : `${formatCount(count)} runs`;
}

/** Between lowest and highest, highest at the top; empty with fewer than two. */
function sparkline(values: readonly number[]): string {
  if (values.length < 2) return '';
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const y = (value: number): string =>
    (highest === lowest ? 12 : 22 - (20 * (value - lowest)) / (highest - lowest)).toFixed(1);
  return values.map((value, index) => `${((100 * index) / (values.length - 1)).toFixed(0)},${y(value)}`).join(' ');
}
