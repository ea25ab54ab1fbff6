import { parseMetric } from '../../gate/core/decide/metric.ts';
import type { ComparisonRecord } from '../../gate/core/model/comparison-record.ts';
import { bucketLowerEdge, bucketUpperEdge } from '../../gate/core/stats/histogram.ts';
import type { Histogram } from '../../gate/core/stats/histogram-builder.ts';
import { quantile } from '../../gate/core/stats/quantile.ts';
import { formatCount, formatLimit, formatValue } from '../../gate/core/text/format-value.ts';
import type { Chart } from '../charts/plot.ts';
import { linearAxis } from '../charts/ticks.ts';
import { plainNumber } from './data-table.ts';
import { worstFirst } from './metric-rows.ts';
import { LEAST_SAMPLES, type NamedHistogram, percentilePlot, percentileTable } from './percentile-plot.ts';
import { SIDES, sideHistogram, unitOf } from './side-series.ts';
import { capitalised, metricWords, partWords } from './words.ts';

/** More distributions than this are a wall. */
const MOST_DISTRIBUTIONS = 4;
/** Bins between the ends of the axis, equally wide in logarithms. */
const BINS = 48;
/** Less than this share of the samples lies beyond either end of the axis. */
const TAIL = 0.001;

/** Both sides of the distributions that the worst primary metrics are of: how often each value came, and the value at each percentile. */
export function sideCharts(record: ComparisonRecord): readonly Chart[] {
  const primary = worstFirst(record.metrics.filter(({ role }) => role === 'primary'));
  const named = primary.map(({ metric, route }) => ({ name: parseMetric(metric).series, route }));
  const distinct = [...new Map(named.map((one) => [JSON.stringify(one), one])).values()];
  return distinct
    .flatMap(({ name, route }) => {
      const unit = unitOf(record, name);
      const shown = SIDES.flatMap((side): readonly NamedHistogram[] => {
        const histogram = sideHistogram(record, side, name, route);
        return histogram === null || histogram.count < LEAST_SAMPLES ? [] : [{ name: side, style: side, histogram }];
      });
      return unit === null || shown.length === 0 ? [] : [{ name, route, unit, shown }];
    })
    .slice(0, MOST_DISTRIBUTIONS)
    .flatMap(({ name, route, unit, shown }, index) => {
      const of = route ?? (record.benchmark.kind === 'load' ? 'all requests' : 'all together');
      const title = `${capitalised(metricWords(name))} of ${of}`;
      const { samples } = partWords(record.benchmark.kind);
      return [
        distribution(shown, unit, title, samples, index + 1),
        percentiles(shown, unit, title, samples, index + 1),
      ];
    });
}

function distribution(
  shown: readonly NamedHistogram[],
  unit: string,
  title: string,
  samples: string,
  number: number,
): Chart {
  const low = Math.log10(Math.max(Math.min(...shown.map(({ histogram }) => quantile(histogram, TAIL))), 1e-6));
  const high = Math.max(
    low + 0.05,
    Math.log10(Math.max(...shown.map(({ histogram }) => quantile(histogram, 1 - TAIL)))),
  );
  const width = (high - low) / BINS;
  const bins = shown.map(({ histogram }) => sharesOf(histogram, low, width));
  const middle = (bin: number): number => low + (bin + 0.5) * width;
  return {
    id: `distribution-${number}`,
    title,
    caption: `Share of all ${samples} by value, in ${BINS} steps of ${formatLimit(Number((10 ** width - 1).toPrecision(2)), 'share')} each; the outermost 0.1 % lie beyond the axis.`,
    legend: shown.map(({ name, style, histogram }) => ({
      label: name,
      value: `p50 ${formatValue(quantile(histogram, 0.5), unit)}`,
      style,
    })),
    size: 'half',
    plot: {
      x: { kind: 'magnitude', unit, domain: [low, high] },
      y: linearAxis(bins.flat(), 'share'),
      lines: shown.map(({ name, style }, index) => ({
        name,
        style,
        points: (bins[index] ?? []).map((share, bin) => ({ x: middle(bin), y: share })),
      })),
      bands: [],
      limits: [],
    },
    table: {
      headings: [`around (${unit})`, ...shown.map(({ name }) => `${name} (%)`)],
      rows: Array.from({ length: BINS }, (_, bin) => [
        plainNumber(10 ** middle(bin)),
        ...bins.map((shares) => plainNumber((shares[bin] ?? 0) * 100)),
      ]),
      note: shown.map(({ name, histogram }) => `${name}: ${formatCount(histogram.count)} ${samples}`).join('; '),
    },
  };
}

/** The share of the samples in each bin; a bucket that spans several is dealt out among them, so that no comb appears. */
function sharesOf({ buckets, count }: Histogram, low: number, width: number): readonly number[] {
  const shares = Array.from({ length: BINS }, () => 0);
  for (let position = 0; position < buckets.length; position += 2) {
    const index = buckets[position] ?? 0;
    const share = (buckets[position + 1] ?? 0) / count;
    const from = (Math.log10(bucketLowerEdge(index)) - low) / width;
    const until = (Math.log10(bucketUpperEdge(index)) - low) / width;
    for (let bin = Math.max(0, Math.floor(from)); bin < Math.min(BINS, until); bin += 1) {
      const part = (Math.min(until, bin + 1) - Math.max(from, bin)) / (until - from);
      shares[bin] = (shares[bin] ?? 0) + (Number.isFinite(part) ? part * share : 0);
    }
  }
  return shares;
}

function percentiles(
  shown: readonly NamedHistogram[],
  unit: string,
  title: string,
  samples: string,
  number: number,
): Chart {
  return {
    id: `percentiles-${number}`,
    title: `${title}, by percentile`,
    caption: `Each line ends where fewer than ten ${samples} lie beyond it.`,
    legend: shown.map(({ name, style, histogram }) => ({
      label: name,
      value: `p99 ${formatValue(quantile(histogram, 0.99), unit)}`,
      style,
    })),
    size: 'half',
    plot: percentilePlot(shown, unit),
    table: percentileTable(shown, unit),
  };
}
