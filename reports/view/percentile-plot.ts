import type { Histogram } from '../../gate/core/stats/histogram-builder.ts';
import { quantile } from '../../gate/core/stats/quantile.ts';
import type { DataTable, LineStyle, Plot } from '../charts/plot.ts';
import { latencyAxis } from '../charts/ticks.ts';
import { plainNumber } from './data-table.ts';

/** A distribution and how its line is drawn. */
export interface NamedHistogram {
  readonly name: string;
  readonly style: LineStyle;
  readonly histogram: Histogram;
}

/** Distance of the points along log10(1 / (1 − p)). */
const STEP = 0.05;
const ROWS = [0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99999];

/** Fewer samples than this make no line. */
export const LEAST_SAMPLES = 100;

/** Values against percentiles; each line ends where fewer than ten samples are left beyond it: at 1 − 10/n. */
export function percentilePlot(shown: readonly NamedHistogram[], unit: string): Plot {
  const lines = shown.map(({ name, style, histogram }) => ({ name, style, points: pointsOf(histogram) }));
  const values = lines.flatMap((line) => line.points.flatMap((point) => point.y ?? []));
  return {
    x: { kind: 'percentile', domain: [0, deepest(shown)] },
    y: latencyAxis(values, unit),
    lines,
    bands: [],
    limits: [],
  };
}

export function percentileTable(shown: readonly NamedHistogram[], unit: string): DataTable {
  return {
    headings: ['percentile', ...shown.map(({ name }) => `${name} (${unit})`)],
    rows: ROWS.filter((q) => nines(q) <= deepest(shown) + 1e-9).map((q) => [
      `p${Number((q * 100).toPrecision(7))}`,
      ...shown.map(({ histogram }) => plainNumber(nines(q) <= depth(histogram) + 1e-9 ? quantile(histogram, q) : null)),
    ]),
    note: 'Empty: fewer than ten samples lie beyond that percentile.',
  };
}

function pointsOf(histogram: Histogram) {
  const last = depth(histogram);
  const places = Array.from({ length: Math.floor(last / STEP) }, (_, index) => (index + 1) * STEP);
  return [...places, last].map((x) => ({ x, y: quantile(histogram, 1 - 10 ** -x) }));
}

function deepest(shown: readonly NamedHistogram[]): number {
  return Math.max(...shown.map(({ histogram }) => depth(histogram)));
}

/** How far a line may go: to the percentile 1 − 10/n. */
function depth(histogram: Histogram): number {
  return Math.log10(histogram.count / 10);
}

function nines(q: number): number {
  return -Math.log10(1 - q);
}
