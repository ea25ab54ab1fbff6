import { parseMetric } from '../../gate/core/decide/metric.ts';
import { relativeChange, worsening } from '../../gate/core/decide/relative-change.ts';
import type { ComparisonRecord, Launch, MetricComparison } from '../../gate/core/model/comparison-record.ts';
import type { Series } from '../../gate/core/model/series.ts';
import type { Histogram } from '../../gate/core/stats/histogram-builder.ts';
import { mergeBuckets } from '../../gate/core/stats/merge-buckets.ts';
import { quantile } from '../../gate/core/stats/quantile.ts';
import type { Band, Chart, Point } from '../charts/plot.ts';
import { clock, linearAxis } from '../charts/ticks.ts';
import { changeText } from './change-text.ts';
import { plainNumber } from './data-table.ts';
import { worstFirst } from './metric-rows.ts';
import { type SideName, sideSeries } from './side-series.ts';
import { capitalised, nameWords } from './words.ts';

/** More charts than this are a wall; the table of metrics has a row for each. */
const MOST_CHARTS = 4;
/** Pairs drawn; neighbouring blocks are merged where there are more. */
const MOST_PAIRS = 320;
/** A percentile of fewer samples beyond it than this is chance. */
const LEAST_BEYOND = 2;

/** The pairs of the worst percentiles that decide: how much worse the candidate was, block by block, launches apart. */
export function blockCharts(record: ComparisonRecord): readonly Chart[] {
  const percentiles = record.metrics.filter(
    ({ role, metric }) => role === 'primary' && parseMetric(metric).statistic?.kind === 'quantile',
  );
  return worstFirst(percentiles)
    .slice(0, MOST_CHARTS)
    .flatMap((metric, index) => chartOf(record, metric, `blocks-${index + 1}`) ?? []);
}

function chartOf(record: ComparisonRecord, metric: MetricComparison, id: string): Chart | null {
  const isTimed = record.benchmark.kind === 'load';
  const points: Point[] = [];
  const levels: Point[] = [];
  const bands: Band[] = [];
  const rows: string[][] = [];
  const step = stepOf(record);
  let origin = isTimed ? 0 : 1;
  for (const [index, launch] of record.launches.entries()) {
    const pairs = pairsOf(launch, metric, step);
    const length = lengthOf(launch, step, isTimed);
    const place = (at: number): number => origin + at;
    if (isTimed && launch.warmUpSeconds > 0)
      bands.push({ from: origin, until: place(launch.warmUpSeconds), label: '', isShaded: true });
    bands.push({ from: origin, until: origin + length, label: `launch ${index + 1}`, isShaded: false });
    for (const { at, change } of pairs) {
      points.push({ x: place(at + (isTimed ? step / 2 : 0)), y: change });
      rows.push([String(index + 1), isTimed ? clock(at) : String(at + 1), plainNumber(change * 100)]);
    }
    const level = metric.launches[index] ?? null;
    levels.push(
      { x: place(isTimed ? launch.warmUpSeconds : 0), y: level },
      { x: origin + length, y: level },
      { x: origin + length, y: null },
    );
    origin += length;
  }
  if (points.length === 0) return null;
  const reach = levels.flatMap(({ y }) => y ?? []);
  const values = points.flatMap(({ y }) => y ?? []);
  const end = Math.max(origin, 2);
  return {
    id,
    title: capitalised(nameWords(metric, record.benchmark.kind)),
    caption: `Each dot is a pair of ${isTimed ? `blocks of ${plainNumber(step)} s` : 'batches'} under the same conditions; the lines are what each launch comes to.${isTimed ? ' Warm-up is shaded and not judged.' : ''}`,
    legend: [
      { label: 'pair', value: '', style: 'candidate', marks: 'dots' },
      {
        label: 'launch',
        value: metric.launches.flatMap((change) => (change === null ? [] : changeText(change))).join(', '),
        style: 'level',
      },
      { label: 'no change', value: '', style: 'plan' },
      { label: 'margin', value: changeText(metric.margin), style: 'limit' },
    ],
    size: 'half',
    plot: {
      x: { kind: isTimed ? 'time' : 'batch', domain: [isTimed ? 0 : 1, end] },
      y: linearAxis([...values, ...reach, metric.margin], 'share'),
      lines: [
        { name: 'pair', style: 'candidate', points, marks: 'dots' },
        {
          name: 'no change',
          style: 'plan',
          points: [
            { x: isTimed ? 0 : 1, y: 0 },
            { x: end, y: 0 },
          ],
        },
        { name: 'launch', style: 'level', points: levels },
      ],
      bands,
      limits: [{ at: metric.margin, label: 'margin', text: changeText(metric.margin) }],
    },
    table: {
      headings: ['launch', isTimed ? 'from' : 'batch', 'worse by (%)'],
      rows,
      note: 'Positive is worse. The comparison record holds every block.',
    },
  };
}

/** How many seconds (suites: blocks) one drawn pair spans. */
function stepOf({ launches, benchmark }: ComparisonRecord): number {
  const unit = benchmark.kind === 'load' ? (launches[0]?.blockSeconds ?? 1) : 1;
  const pairs = launches.reduce(
    (total, launch) => total + (launch.warmUpSeconds + launch.durationSeconds) / launch.blockSeconds,
    0,
  );
  return unit * Math.max(1, Math.ceil(pairs / MOST_PAIRS));
}

/** What a launch takes on the axis. */
function lengthOf(launch: Launch, step: number, isTimed: boolean): number {
  if (isTimed) return launch.warmUpSeconds + launch.durationSeconds;
  const blocks = launch.baseline.series.map((series) => series.blocks.length);
  return Math.max(1, ...blocks) * step;
}

function pairsOf(launch: Launch, { metric, route, better }: MetricComparison, step: number) {
  const { series: name, statistic } = parseMetric(metric);
  if (statistic?.kind !== 'quantile') return [];
  const [baseline, candidate] = (['baseline', 'candidate'] as const).map((side: SideName) =>
    stretches(sideSeries(launch, side, name, route, Number.NEGATIVE_INFINITY), step),
  );
  const least = LEAST_BEYOND / (1 - statistic.quantile);
  return [...(baseline ?? [])].flatMap(([at, before]) => {
    const after = candidate?.get(at);
    if (after === undefined || before.count < least || after.count < least) return [];
    const worse = worsening(quantile(before, statistic.quantile), quantile(after, statistic.quantile), better);
    const change = relativeChange(worse, better);
    return Number.isFinite(change) ? [{ at, change }] : [];
  });
}

/** Blocks merged into stretches of `step`, by their start. */
function stretches(series: Series | null, step: number): ReadonlyMap<number, Histogram> {
  if (series?.kind !== 'distribution') return new Map();
  const groups = Map.groupBy(series.blocks, ({ at }) => Math.floor(at / step + 1e-9) * step);
  return new Map([...groups].map(([at, blocks]) => [at, mergeBuckets(blocks)]));
}
