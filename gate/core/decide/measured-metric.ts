import type { Launch, MetricName } from '../model/comparison-record.ts';
import type { Direction, DistributionBlock, Series } from '../model/series.ts';
import { countOver } from '../stats/count-over.ts';
import { mergeBuckets } from '../stats/merge-buckets.ts';
import { quantile } from '../stats/quantile.ts';
import { type FoundSeries, findSeries } from './find-series.ts';
import { changeOfPairs, type Pair, type RatioPair } from './launch-change.ts';
import { asRatio, doubtOf, type MeasuredMetric, measureRatio, ofSums } from './measured-ratio.ts';
import { type Metric, parseMetric } from './metric.ts';
import { pairBlocks } from './paired-blocks.ts';

/** What is asked of a distribution besides its statistics: how many samples lie beyond the baseline's p99. */
export const TAIL_SHARE = 'tail-share';
const TAIL_QUANTILE = 0.99;

/** Samples of a side that a percentile of a pair is read from: so many in its tail, and so many at all. */
const FEWEST_IN_TAIL = 2;
const FEWEST_SAMPLES = 10;

/** Reads a metric off a launch, warm-up left out. Pairs are blocks of both sides with the same start, or several in a row where a route has few samples. */
export function measureMetric(launch: Launch, name: MetricName): MeasuredMetric {
  const asked = askedOf(name.metric);
  const [before, after] = [findSide(launch, 'baseline', asked, name), findSide(launch, 'candidate', asked, name)];
  if (before.kind !== 'found' || after.kind !== 'found') return lacking(before, after);
  const [baseline, candidate] = [before.series, after.series];
  if (baseline.kind === 'distribution' && candidate.kind === 'distribution')
    return measureDistribution(baseline.blocks, candidate.blocks, asked, baseline.better);
  if (asked.statistic !== null)
    return { kind: 'nonsense', reason: `"${baseline.name}" is one number a block: it has no percentiles` };
  if (baseline.kind !== candidate.kind || baseline.unit !== candidate.unit)
    return { kind: 'nonsense', reason: `the sides measure "${baseline.name}" in different ways` };
  return measureRatio(asRatio(baseline), asRatio(candidate), baseline.better);
}

/** The series of both sides of a launch that a metric is read from, as far as there are any: for its unit and direction. */
export function seriesOfMetric(launch: Launch, name: MetricName): Series | null {
  const asked = askedOf(name.metric);
  const found = [findSide(launch, 'baseline', asked, name), findSide(launch, 'candidate', asked, name)];
  return found.find((one) => one.kind === 'found')?.series ?? null;
}

interface Asked {
  readonly series: string;
  readonly statistic: Metric['statistic'] | { readonly kind: 'tail share' };
}

/** The series and the statistic that a metric's name asks for. */
function askedOf(metric: string): Asked {
  const suffix = `.${TAIL_SHARE}`;
  if (!metric.endsWith(suffix)) return parseMetric(metric);
  return { series: metric.slice(0, -suffix.length), statistic: { kind: 'tail share' } };
}

function findSide(
  launch: Launch,
  side: 'baseline' | 'candidate',
  { series }: Asked,
  { route }: MetricName,
): FoundSeries {
  const { blockSeconds, warmUpSeconds, durationSeconds } = launch;
  const measurement = { blockSeconds, warmUpSeconds, durationSeconds, stages: [], series: launch[side].series };
  return findSeries(measurement, series, route ?? undefined);
}

function lacking(baseline: FoundSeries, candidate: FoundSeries): MeasuredMetric {
  const [first, second] = [baseline, candidate].flatMap((one) => (one.kind === 'found' ? [] : [one]));
  if (first === undefined) throw new TypeError('both sides have their series');
  const side = second === undefined ? `the ${baseline.kind === 'found' ? 'candidate' : 'baseline'}` : 'either side';
  const kind = first.kind === 'nonsense' || second?.kind === 'nonsense' ? 'nonsense' : 'missing';
  return { kind, reason: `${side}: ${first.reason}` };
}

function measureDistribution(
  baseline: readonly DistributionBlock[],
  candidate: readonly DistributionBlock[],
  { series, statistic }: Asked,
  better: Direction,
): MeasuredMetric {
  if (statistic === null || statistic.kind === 'extreme')
    return { kind: 'nonsense', reason: `compare ${series}.p95, ${series}.mean or the like` };
  const width = statistic.kind === 'quantile' ? widthFor(statistic.quantile, baseline, candidate) : 1;
  const { pairs, unpaired } = pairBlocks(baseline, candidate, width);
  const doubt = doubtOf(pairs.length, unpaired);
  if (doubt !== null) return doubt;
  const merged = pairs.map((pair) => ({
    baseline: mergeBuckets(pair.baseline),
    candidate: mergeBuckets(pair.candidate),
  }));
  const [before, after] = [mergeBuckets(baseline), mergeBuckets(candidate)];
  switch (statistic.kind) {
    case 'mean':
      return measureSums(merged, ({ sum, count }) => ({ numerator: sum, denominator: count }), better);
    case 'tail share': {
      const limit = quantile(before, TAIL_QUANTILE);
      // Half a sample more of each, so that an empty tail has a ratio. Source: Haldane (1956), Ann. Hum. Genet. 20, 309–311.
      const half = 0.5 / merged.length;
      return measureSums(
        merged,
        (block) => ({ numerator: countOver(block, limit) + half, denominator: block.count }),
        better,
      );
    }
    case 'quantile': {
      const values = merged.map(
        (pair): Pair => [quantile(pair.baseline, statistic.quantile), quantile(pair.candidate, statistic.quantile)],
      );
      if (values.flat().some((value) => !(value > 0)))
        return { kind: 'nonsense', reason: 'times of zero have no ratio' };
      return {
        kind: 'measured',
        baseline: quantile(before, statistic.quantile),
        candidate: quantile(after, statistic.quantile),
        change: changeOfPairs(values, better),
      };
    }
  }
}

/** How many blocks in a row hold enough samples of either side for a percentile. */
function widthFor(q: number, baseline: readonly DistributionBlock[], candidate: readonly DistributionBlock[]): number {
  const needed = Math.max(FEWEST_SAMPLES, FEWEST_IN_TAIL / Math.min(q, 1 - q));
  const blocks = new Set([...baseline, ...candidate].map(({ at }) => at)).size;
  const samples = (side: readonly DistributionBlock[]) => side.reduce((sum, { count }) => sum + count, 0);
  return Math.max(1, Math.ceil((needed * blocks) / Math.min(samples(baseline), samples(candidate)) - 1e-9));
}

function measureSums<Block>(
  pairs: readonly { readonly baseline: Block; readonly candidate: Block }[],
  part: (block: Block) => RatioPair['baseline'],
  better: Direction,
): MeasuredMetric {
  return ofSums(
    pairs.map(({ baseline, candidate }) => ({ baseline: part(baseline), candidate: part(candidate) })),
    better,
  );
}
