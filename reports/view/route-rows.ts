import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { DistributionSeries } from '../../gate/core/model/series.ts';
import type { Histogram } from '../../gate/core/stats/histogram-builder.ts';
import { quantile } from '../../gate/core/stats/quantile.ts';
import { formatCount, formatLimit, formatValue } from '../../gate/core/text/format-value.ts';
import { type LogScale, logScale } from '../charts/log-scale.ts';
import { judgedBlocks, judgedHistogram, judgedSums, routeSeries, wholeSeries } from './run-series.ts';
import { timeline } from './timeline.ts';
import { partWords } from './words.ts';

/** What was measured of every route (task, shot), whether it has a target or not; slowest first. */
export interface RouteTable {
  readonly part: string;
  readonly hasRates: boolean;
  readonly hasErrors: boolean;
  readonly rows: readonly RouteRow[];
  /** Rows that were left out. */
  readonly hidden: number;
  /** The ends of the axis that all ranges share. */
  readonly axis: readonly [string, string];
  readonly trendOf: string;
  readonly trendStyle: 'p50' | 'p95';
}

export interface RouteRow {
  readonly anchor: string;
  readonly route: string;
  readonly isWhole: boolean;
  readonly n: string;
  readonly throughput: string;
  readonly errors: string;
  readonly isFailing: boolean;
  readonly percentiles: readonly Percentile[];
  readonly max: string;
  readonly range: Range | null;
  /** Points of a line in a box of 100 × 24; empty where there are too few. */
  readonly trend: string;
}

/** `isRough`: fewer than ten samples lie beyond it. */
export interface Percentile {
  readonly value: string;
  readonly isRough: boolean;
}

/** p50, p95 and p99 on a logarithmic axis from 0 to 100. */
export interface Range {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const QUANTILES = [0.5, 0.95, 0.99];
/** As many as a record holds: 200 routes, `other`, and all together. */
const MOST_ROWS = 202;
/** Drawings beyond these rows would be most of the page. */
const MOST_DRAWN = 60;
const TREND_POINTS = 50;

interface Measured {
  readonly series: DistributionSeries;
  readonly histogram: Histogram;
  readonly percentiles: readonly number[];
}

/** `null` where no latency was measured. */
export function routeTable(record: RunRecord, anchor: (text: string) => string): RouteTable | null {
  const whole = measured(wholeSeries(record, 'distribution', 'latency'), record);
  const routes = routeSeries(record, 'distribution', 'latency')
    .flatMap((series) => measured(series, record) ?? [])
    .toSorted((one, other) => (other.percentiles[1] ?? 0) - (one.percentiles[1] ?? 0));
  const all = [...(whole === null ? [] : [whole]), ...routes];
  if (all.length === 0) return null;
  const scale = logScale(all.flatMap(({ percentiles }) => percentiles));
  const unit = all[0]?.series.unit ?? 'ms';
  const rows = all.slice(0, MOST_ROWS).map((one, index) => rowOf(one, record, anchor, scale, index < MOST_DRAWN));
  return {
    part: partWords(record.benchmark.kind).part,
    hasRates: rows.some((row) => row.throughput !== ''),
    hasErrors: rows.some((row) => row.errors !== ''),
    rows,
    hidden: all.length - rows.length,
    axis: [formatLimit(scale.low, unit), formatLimit(scale.high, unit)],
    trendOf: record.benchmark.kind === 'load' ? 'p95 over time' : 'p50 by batch',
    trendStyle: record.benchmark.kind === 'load' ? 'p95' : 'p50',
  };
}

function measured(series: DistributionSeries | null, record: RunRecord): Measured | null {
  const histogram = judgedHistogram(series, record);
  if (series === null || histogram === null) return null;
  return { series, histogram, percentiles: QUANTILES.map((q) => quantile(histogram, q)) };
}

function rowOf(
  { series, histogram, percentiles }: Measured,
  record: RunRecord,
  anchor: (text: string) => string,
  scale: LogScale,
  isDrawn: boolean,
): RouteRow {
  const { route, unit } = series;
  const beside = (name: string) =>
    judgedSums(
      route === null
        ? wholeSeries(record, 'ratio', name)
        : routeSeries(record, 'ratio', name).find((other) => other.route === route),
      record,
    );
  const throughput = beside('throughput');
  const errors = beside('error-rate');
  const [p50 = 0, p95 = 0, p99 = 0] = percentiles;
  return {
    anchor: anchor(`route-${route ?? 'all'}`),
    route: route ?? 'all requests',
    isWhole: route === null,
    n: formatCount(histogram.count),
    throughput: throughput === null ? '' : formatValue(throughput.ratio, '1/s'),
    errors: errors === null ? '' : formatValue(errors.ratio, 'share'),
    isFailing: (errors?.numerator ?? 0) > 0,
    percentiles: percentiles.map((value, index) => ({
      value: formatValue(value, unit),
      isRough: histogram.count * (1 - (QUANTILES[index] ?? 0)) < 10 - 1e-9,
    })),
    max: formatValue(histogram.max, unit),
    range: isDrawn ? { p50: scale.place(p50), p95: scale.place(p95), p99: scale.place(p99) } : null,
    trend: isDrawn ? trendOf(series, record) : '',
  };
}

/** p95 over time (suites: p50 by batch) as the points of an SVG line, highest at the top, zero at the bottom. */
function trendOf(series: DistributionSeries, record: RunRecord): string {
  const { moments } = timeline(series, record, TREND_POINTS, [record.benchmark.kind === 'load' ? 0.95 : 0.5]);
  const judged = judgedBlocks(moments, record);
  const points = judged.flatMap(({ values: [value] }, index) =>
    value === null || value === undefined ? [] : [{ index, value }],
  );
  if (points.length < 3) return '';
  const highest = Math.max(...points.map(({ value }) => value));
  const y = (value: number): string => (22 - (20 * value) / (highest || 1)).toFixed(1);
  return points.map(({ index, value }) => `${Math.round((100 * index) / (judged.length - 1))},${y(value)}`).join(' ');
}
