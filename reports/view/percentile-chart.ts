import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { Histogram } from '../../gate/core/stats/histogram-builder.ts';
import { quantile } from '../../gate/core/stats/quantile.ts';
import type { Chart, Line, LineStyle } from '../charts/plot.ts';
import { latencyAxis } from '../charts/ticks.ts';
import { formatValue } from '../format-value.ts';
import { plainNumber } from './data-table.ts';
import { judgedHistogram, routeSeries, wholeSeries } from './run-series.ts';
import { partWords } from './words.ts';

const STYLES: readonly LineStyle[] = ['first', 'second', 'third', 'fourth'];
/** Distance of the points along log10(1 / (1 − p)). */
const STEP = 0.05;
/** Fewer samples than this make no line. */
const LEAST_SAMPLES = 100;
const ROWS = [0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99999];

interface Named {
  readonly name: string;
  readonly histogram: Histogram;
}

/**
 * Latency against percentile, on an axis where each further nine takes the same room; `null` without samples enough.
 * Each line ends where fewer than ten samples are left beyond it: at 1 − 10/n.
 */
export function percentileChart(record: RunRecord): Chart | null {
  const { kind } = record.benchmark;
  const { samples, parts } = partWords(kind);
  const whole = kind === 'load' ? judgedHistogram(wholeSeries(record, 'distribution', 'latency'), record) : null;
  const routes = slowest(record);
  // Tasks and shots are not one population, and more than four lines are a tangle.
  if (kind !== 'load' && routes.length > STYLES.length) return null;
  const shown = [
    ...(whole === null ? [] : [{ name: 'all requests', histogram: whole }]),
    ...(kind === 'load' && routes.length < 2 ? [] : routes),
  ]
    .filter(({ histogram }) => histogram.count >= LEAST_SAMPLES)
    .slice(0, STYLES.length);
  if (shown.length === 0) return null;
  const unit = record.measurement.series.find((series) => series.name === 'latency')?.unit ?? 'ms';
  const lines = shown.map(
    ({ name, histogram }, index): Line => ({ name, style: STYLES[index] ?? 'fourth', points: pointsOf(histogram) }),
  );
  const deepest = Math.max(...lines.flatMap((line) => line.points.map((point) => point.x)));
  const left = routes.length - shown.filter(({ name }) => name !== 'all requests').length;
  return {
    id: 'percentiles',
    title: 'Latency by percentile',
    caption: `Each line ends where fewer than ten ${samples} lie beyond it.${left > 0 && kind === 'load' ? ` ${parts} shown: the slowest at p95.` : ''}`,
    legend: shown.map(({ name, histogram }, index) => ({
      label: name,
      value: `max ${formatValue(histogram.max, unit)}`,
      style: STYLES[index] ?? 'fourth',
    })),
    size: 'half',
    plot: {
      x: { kind: 'percentile', domain: [0, deepest] },
      y: latencyAxis(
        lines.flatMap((line) => line.points.flatMap((point) => point.y ?? [])),
        unit,
      ),
      lines,
      bands: [],
      limits: [],
    },
    table: {
      headings: ['percentile', ...shown.map(({ name }) => `${name} (${unit})`)],
      rows: ROWS.filter((q) => nines(q) <= deepest + 1e-9).map((q) => [
        `p${Number((q * 100).toPrecision(7))}`,
        ...shown.map(({ histogram }) =>
          plainNumber(nines(q) <= depth(histogram) + 1e-9 ? quantile(histogram, q) : null),
        ),
      ]),
      note: 'Empty: fewer than ten samples lie beyond that percentile.',
    },
  };
}

function slowest(record: RunRecord): readonly Named[] {
  return routeSeries(record, 'distribution', 'latency')
    .flatMap((series): readonly Named[] => {
      const histogram = judgedHistogram(series, record);
      return histogram === null ? [] : [{ name: series.route ?? '', histogram }];
    })
    .map((named) => ({ ...named, p95: quantile(named.histogram, 0.95) }))
    .sort((one, other) => other.p95 - one.p95);
}

function pointsOf(histogram: Histogram): Line['points'] {
  const last = depth(histogram);
  const places = Array.from({ length: Math.floor(last / STEP) }, (_, index) => (index + 1) * STEP);
  return [...places, last].map((x) => ({ x, y: quantile(histogram, 1 - 10 ** -x) }));
}

/** How far a line may go: to the percentile 1 − 10/n. */
function depth(histogram: Histogram): number {
  return Math.log10(histogram.count / 10);
}

function nines(q: number): number {
  return -Math.log10(1 - q);
}
