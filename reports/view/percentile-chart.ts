import type { RunRecord } from '../../gate/core/model/run-record.ts';
import { quantile } from '../../gate/core/stats/quantile.ts';
import { formatValue } from '../../gate/core/text/format-value.ts';
import type { Chart, LineStyle } from '../charts/plot.ts';
import { LEAST_SAMPLES, type NamedHistogram, percentilePlot, percentileTable } from './percentile-plot.ts';
import { judgedHistogram, routeSeries, wholeSeries } from './run-series.ts';
import { partWords } from './words.ts';

const STYLES: readonly LineStyle[] = ['first', 'second', 'third', 'fourth'];

type Named = Omit<NamedHistogram, 'style'>;

/** Latency against percentile, on an axis where each further nine takes the same room; `null` without samples enough. */
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
    .slice(0, STYLES.length)
    .map((named, index) => ({ ...named, style: STYLES[index] ?? 'fourth' }));
  if (shown.length === 0) return null;
  const unit = record.measurement.series.find((series) => series.name === 'latency')?.unit ?? 'ms';
  const left = routes.length - shown.filter(({ name }) => name !== 'all requests').length;
  return {
    id: 'percentiles',
    title: 'Latency by percentile',
    caption: `Each line ends where fewer than ten ${samples} lie beyond it.${left > 0 && kind === 'load' ? ` ${parts} shown: the slowest at p95.` : ''}`,
    legend: shown.map(({ name, style, histogram }) => ({
      label: name,
      value: `max ${formatValue(histogram.max, unit)}`,
      style,
    })),
    size: 'half',
    plot: percentilePlot(shown, unit),
    table: percentileTable(shown, unit),
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
