import type { Trend } from '../../gate/core/model/history.ts';
import { formatCount } from '../../gate/core/text/format-value.ts';
import type { Chart } from '../charts/plot.ts';
import { trendChart } from './trend-chart.ts';
import { type TrendEvent, trendEvents } from './trend-events.ts';
import { type TrendRow, trendRow, worstTrends } from './trend-rows.ts';

/** Everything that the trend page says. */
export interface TrendReportView {
  readonly subject: string;
  /** How many metrics crept away, changed, or stand still. */
  readonly sentence: string;
  readonly rows: readonly TrendRow[];
  readonly charts: readonly TrendDrawing[];
  /** How many were drawn of how many; empty where all were. */
  readonly note: string;
}

export interface TrendDrawing {
  readonly chart: Chart;
  /** Newest first. */
  readonly events: readonly TrendEvent[];
}

/** Drawings beyond these would be most of the page. */
const MOST_DRAWN = 12;
/** One run is no line. */
const LEAST_RUNS = 2;

/** Trends in words and numbers for people, those that crept worst first. Pure: the same trends give the same view. */
export function trendReportView(trends: readonly Trend[], subject: string): TrendReportView {
  const sorted = worstTrends(trends);
  const benchmarks = new Set(trends.map(({ benchmark }) => benchmark.name));
  const machines = new Set(trends.map(({ machineClass }) => machineClass));
  const detailOf = ({ benchmark, machineClass }: Trend): string =>
    [benchmarks.size > 1 ? benchmark.name : [], machines.size > 1 ? `machine class ${machineClass}` : []]
      .flat()
      .join(', ');
  const isDrawn = ({ points }: Trend, index: number): boolean =>
    index < MOST_DRAWN && points.filter(({ value }) => value !== null).length >= LEAST_RUNS;
  return {
    subject,
    sentence: sentenceOf(trends),
    rows: sorted.map((trend, index) =>
      trendRow(trend, detailOf(trend), isDrawn(trend, index) ? `trend-${index + 1}` : ''),
    ),
    charts: sorted.flatMap((trend, index) =>
      isDrawn(trend, index)
        ? [{ chart: trendChart(trend, `trend-${index + 1}`, detailOf(trend)), events: trendEvents(trend) }]
        : [],
    ),
    note:
      sorted.length > MOST_DRAWN
        ? `The ${MOST_DRAWN} that crept worst of ${formatCount(sorted.length)}; the table above has a line for each.`
        : '',
  };
}

function sentenceOf(trends: readonly Trend[]): string {
  if (trends.length === 0) return 'There is no history yet.';
  const worse = trends.filter(({ creep }) => creep?.verdict === 'regression').length;
  const known = trends.filter(({ creep }) => creep !== null).length;
  const changed = trends.filter(({ changePoints }) => changePoints.length > 0).length;
  const of = `${formatCount(trends.length)} ${trends.length === 1 ? 'metric' : 'metrics'}`;
  if (known === 0) return `None of ${of} has runs enough for an anchor yet.`;
  const creep =
    worse === 0
      ? `None of ${of} is worse than its anchor by its margin.`
      : `${formatCount(worse)} of ${of} ${worse === 1 ? 'is' : 'are'} worse than ${worse === 1 ? 'its anchor' : 'their anchors'} by the margin.`;
  return changed === 0 ? creep : `${creep} The level of ${formatCount(changed)} changed along the way.`;
}
