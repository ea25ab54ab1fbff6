import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { Chart, LineStyle } from '../charts/plot.ts';
import { linearAxis } from '../charts/ticks.ts';
import { bandsOf, limitLegend, limitsNear, timeAxis } from './bands.ts';
import { type Counter, counterCaption, counterFigure, counterTimeline } from './counter-reading.ts';
import { MOST_ROWS, timeTable } from './data-table.ts';
import { ofKind, wholeSeries } from './run-series.ts';
import { capitalised, metricWords } from './words.ts';

const MOST_POINTS = 150;
const STYLES: readonly LineStyle[] = ['first', 'second', 'third', 'fourth'];
/** Series with a place of their own in the report. */
const ELSEWHERE = new Set(['throughput', 'iterations', 'error-rate', 'latency']);

/** Shares of requests that a cache answered, all tiers in one chart; `null` where no series speaks of hits. */
export function hitChart(record: RunRecord): Chart | null {
  const hits = runCounters(record).filter(isHitRate).slice(0, STYLES.length);
  if (hits.length === 0) return null;
  return counterChart(record, hits, {
    id: 'hits',
    title: hits.length > 1 ? 'Hits by tier' : nameOf(hits[0]),
    size: 'third',
  });
}

/** Share of failed requests over time; `null` where none failed. */
export function errorChart(record: RunRecord): Chart | null {
  const errors = wholeSeries(record, 'ratio', 'error-rate');
  if (errors === null || errors.blocks.every((block) => block.numerator === 0)) return null;
  return counterChart(record, [errors], { id: 'errors-over-time', title: 'Error rate', size: 'third' });
}

/** One chart for each other share of the run as a whole: the utilisation of a pool. */
export function shareCharts(record: RunRecord, anchor: (text: string) => string): readonly Chart[] {
  return chartsOf(record, anchor, (series) => !isResource(series));
}

/** One chart for each counter of what the run used: CPU, event loop, memory, work per request. */
export function resourceCharts(record: RunRecord, anchor: (text: string) => string): readonly Chart[] {
  return chartsOf(record, anchor, isResource);
}

function chartsOf(
  record: RunRecord,
  anchor: (text: string) => string,
  isWanted: (series: Counter) => boolean,
): readonly Chart[] {
  return runCounters(record)
    .filter((series) => !isHitRate(series) && isWanted(series))
    .map((series) =>
      counterChart(record, [series], { id: anchor(`counter-${series.name}`), title: nameOf(series), size: 'third' }),
    );
}

function runCounters(record: RunRecord): readonly Counter[] {
  const drawn = [...ofKind(record, 'ratio'), ...ofKind(record, 'level')].filter(
    (series) =>
      series.route === null && series.blocks.length > 0 && !ELSEWHERE.has(series.name) && !isAllPassed(series),
  );
  return drawn.filter((series) => !drawn.some((other) => isOnceMore(series, other)));
}

/** What a script's threshold makes of all samples of a metric (`checks.rate`) where that metric has a chart, with its limit in it. */
function isOnceMore(series: Counter, other: Counter): boolean {
  return series.name === `${other.name}.rate` && series.unit === other.unit;
}

function counterChart(
  record: RunRecord,
  counters: readonly Counter[],
  { id, title, size }: Pick<Chart, 'id' | 'title' | 'size'>,
): Chart {
  const unit = counters[0]?.unit ?? '';
  const single = counters.length === 1 ? counters[0] : undefined;
  const offset = record.benchmark.kind === 'load' ? 0 : 1;
  const lines = counters.map((series, index) => ({
    name: metricWords(series.name),
    style: STYLES[index] ?? 'fourth',
    points: counterTimeline(series, record, MOST_POINTS).moments.map((moment) => ({
      x: moment.at + offset,
      y: moment.values[0] ?? null,
    })),
  }));
  const values = lines.flatMap((line) => line.points.flatMap((point) => point.y ?? []));
  const highest = Math.max(0, ...values);
  const whose = (name: string): string => (single !== undefined ? '' : ` of ${metricWords(name)}`);
  const limits = counters.flatMap((series) => limitsNear(record, series, highest, whose(series.name)));
  return {
    id,
    title,
    caption: single === undefined ? 'Share of all reads of the cache.' : counterCaption(single),
    legend: [
      ...counters.map((series, index) => {
        const { label, value } = counterFigure(series, record);
        return {
          label: single === undefined ? metricWords(series.name) : label,
          value,
          style: STYLES[index] ?? 'fourth',
        };
      }),
      ...limitLegend(limits),
    ],
    size,
    plot: {
      x: timeAxis(record),
      y:
        unit === 'share' && highest > 0.5
          ? { unit, scale: 'linear', domain: [0, Math.max(1, highest)] }
          : linearAxis([...values, ...limits.map(({ at }) => at)], unit),
      lines,
      bands: bandsOf(record).map((band) => ({ ...band, label: '' })),
      limits,
    },
    table: timeTable(
      record,
      counters.map((series) => `${metricWords(series.name)} (${series.unit})`),
      counters.map((series) => counterTimeline(series, record, MOST_ROWS)),
    ),
  };
}

function isResource(series: Counter): boolean {
  return series.unit !== 'share' || series.name.includes('cpu');
}

/** Checks that all hold make a chart of one straight line. */
function isAllPassed(series: Counter): boolean {
  return (
    series.name === 'checks' &&
    series.kind === 'ratio' &&
    series.blocks.every((block) => block.numerator === block.denominator)
  );
}

function isHitRate(series: Counter): boolean {
  return series.unit === 'share' && /hit/.test(series.name);
}

function nameOf(series: Counter | undefined): string {
  return capitalised(metricWords(series?.name ?? ''));
}
