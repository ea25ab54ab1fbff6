import type { RunRecord } from '../../gate/core/model/run-record.ts';
import { quantile } from '../../gate/core/stats/quantile.ts';
import { formatCount, formatDuration, formatValue } from '../../gate/core/text/format-value.ts';
import { judgedHistogram, judgedSums, routeSeries, wholeSeries } from './run-series.ts';
import { partWords } from './words.ts';

export interface Figure {
  readonly label: string;
  readonly value: string;
}

/** The run in a handful of numbers, those of the judged part only. What was not measured is left out. */
export function keyFigures(record: RunRecord): readonly Figure[] {
  const figures = record.benchmark.kind === 'load' ? loadFigures(record) : suiteFigures(record);
  return figures.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]));
}

function loadFigures(record: RunRecord): readonly (readonly [string, string | null])[] {
  const { durationSeconds, warmUpSeconds } = record.measurement;
  const throughput = judgedSums(wholeSeries(record, 'ratio', 'throughput'), record);
  const errors = judgedSums(wholeSeries(record, 'ratio', 'error-rate'), record);
  const series = wholeSeries(record, 'distribution', 'latency');
  const latency = judgedHistogram(series, record);
  const percentile = (q: number): string | null =>
    latency === null ? null : formatValue(quantile(latency, q), series?.unit ?? 'ms');
  // Percentiles over stages of different load are those of no load at all.
  const percentiles = record.capacity === null ? [0.5, 0.95, 0.99] : [];
  return [
    ...percentiles.map((q) => [`p${q * 100}`, percentile(q)] as const),
    ['throughput', throughput === null ? null : formatValue(throughput.ratio, '1/s')],
    ['failed', errors === null ? null : formatValue(errors.ratio, 'share')],
    // Those that the share of failed ones is of; a throughput leaves the stump of a second out.
    ['requests', errors === null ? null : formatCount(errors.denominator)],
    ['judged time', formatDuration(Math.max(0, durationSeconds - warmUpSeconds))],
  ];
}

function suiteFigures(record: RunRecord): readonly (readonly [string, string | null])[] {
  const { parts, samples } = partWords(record.benchmark.kind);
  const histograms = routeSeries(record, 'distribution', 'latency').flatMap(
    (series) => judgedHistogram(series, record) ?? [],
  );
  const blocks = record.measurement.series.map((series) => series.blocks.length);
  return [
    [parts.toLowerCase(), formatCount(histograms.length)],
    [samples, formatCount(histograms.reduce((total, { count }) => total + count, 0))],
    ['batches each', blocks.length === 0 ? null : formatCount(Math.max(...blocks))],
  ];
}
