import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { DistributionSeries } from '../../gate/core/model/series.ts';
import { quantile } from '../../gate/core/stats/quantile.ts';
import { formatDuration, formatValue } from '../../gate/core/text/format-value.ts';
import type { Chart, ChartSize, LineStyle } from '../charts/plot.ts';
import { clock, latencyAxis } from '../charts/ticks.ts';
import { bandsOf, limitLegend, limitsNear, timeAxis } from './bands.ts';
import { MOST_ROWS, timeTable } from './data-table.ts';
import { judgedHistogram, routeSeries, wholeSeries } from './run-series.ts';
import { type Timeline, timeline } from './timeline.ts';
import { partWords } from './words.ts';

const PERCENTILES: readonly { readonly q: number; readonly name: string; readonly style: LineStyle }[] = [
  { q: 0.5, name: 'p50', style: 'first' },
  { q: 0.95, name: 'p95', style: 'second' },
  { q: 0.99, name: 'p99', style: 'third' },
];
const MOST_POINTS = 300;
const POINTS_OF_A_ROUTE = 120;
const ROWS_OF_A_ROUTE = 40;
/** More drawings than this are a wall; the table of routes has a small line for each. */
export const MOST_DRAWN_ROUTES = 12;

/** Latency of all requests over the time of a load run; `null` where nothing was measured. */
export function latencyChart(record: RunRecord): Chart | null {
  const whole = wholeSeries(record, 'distribution', 'latency');
  if (whole === null || record.benchmark.kind !== 'load') return null;
  return latencyOf(whole, record, 'Latency over time', 'latency-over-time', 'full', MOST_POINTS, MOST_ROWS);
}

/** Latency of each route over time (of each task over its batches), slowest first. */
export function routeLatencyCharts(record: RunRecord): readonly Chart[] {
  const routes = routeSeries(record, 'distribution', 'latency')
    .map((series) => ({ series, histogram: judgedHistogram(series, record) }))
    .flatMap(({ series, histogram }) => (histogram === null ? [] : [{ series, p95: quantile(histogram, 0.95) }]))
    .sort((one, other) => other.p95 - one.p95);
  if (record.benchmark.kind === 'load' && routes.length < 2) return [];
  return routes
    .slice(0, MOST_DRAWN_ROUTES)
    .map(({ series }, index) =>
      latencyOf(
        series,
        record,
        series.route ?? '',
        `latency-${index + 1}`,
        'third',
        POINTS_OF_A_ROUTE,
        ROWS_OF_A_ROUTE,
      ),
    );
}

function latencyOf(
  series: DistributionSeries,
  record: RunRecord,
  title: string,
  id: string,
  size: ChartSize,
  mostPoints: number,
  mostRows: number,
): Chart {
  const drawn = timeline(series, record, mostPoints, [0.5, 0.95, 0.99]);
  const percentiles = PERCENTILES.filter(({ q }) => q === 0.5 || typicalCount(drawn) * (1 - q) >= 1 - 1e-9);
  const offset = record.benchmark.kind === 'load' ? 0 : 1;
  const lines = percentiles.map(({ name, style }, column) => ({
    name,
    style,
    points: drawn.moments.map((moment) => ({ x: moment.at + offset, y: moment.values[column] ?? null })),
  }));
  const values = lines.flatMap((line) => line.points.flatMap((point) => point.y ?? []));
  const limits = limitsNear(record, series, Math.max(...values));
  const histogram = judgedHistogram(series, record);
  return {
    id,
    title,
    caption: caption(series, record, drawn, percentiles.length),
    legend: [
      ...percentiles.map(({ q, name, style }) => ({
        label: name,
        // Over stages of different load a percentile of the whole says nothing.
        value: histogram === null || record.capacity !== null ? '' : formatValue(quantile(histogram, q), series.unit),
        style,
      })),
      ...limitLegend(limits),
    ],
    size,
    plot: {
      x: timeAxis(record),
      y: latencyAxis([...values, ...limits.map(({ at }) => at)], series.unit),
      lines,
      bands: bandsOf(record),
      limits,
    },
    table: timeTable(
      record,
      PERCENTILES.map(({ name }) => `${name} (${series.unit})`),
      [timeline(series, record, mostRows, [0.5, 0.95, 0.99])],
    ),
  };
}

/** Median number of samples in the moments that have any: fewer than 1 / (1 − q) tell nothing of the q-quantile. */
function typicalCount({ moments }: Timeline): number {
  const counts = moments.flatMap(({ n }) => (n === null || n === 0 ? [] : [n])).sort((one, other) => one - other);
  return counts[Math.floor(counts.length / 2)] ?? 0;
}

function caption(series: DistributionSeries, record: RunRecord, drawn: Timeline, columns: number): string {
  const deepest = PERCENTILES[columns - 1]?.name ?? 'p50';
  const { kind } = record.benchmark;
  const { warmUpSeconds } = record.measurement;
  const judged = drawn.moments.filter((moment) => kind !== 'load' || moment.at >= warmUpSeconds);
  const peak = judged.reduce<{ at: number; value: number } | null>((highest, { at, values }) => {
    const value = values[columns - 1] ?? null;
    return value !== null && (highest === null || value > highest.value) ? { at, value } : highest;
  }, null);
  const { samples } = partWords(kind);
  const place = (at: number): string => (kind === 'load' ? `at ${clock(at)}` : `in batch ${at + 1}`);
  return [
    peak === null ? '' : `Highest ${deepest}: ${formatValue(peak.value, series.unit)} ${place(peak.at)}.`,
    kind === 'load' ? `Each point is ${formatDuration(drawn.step)}.` : '',
    columns === PERCENTILES.length ? '' : `Too few ${samples} a point for ${columns === 1 ? 'p95 and p99' : 'p99'}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
