import type { Measurement } from '../model/run-record.ts';
import type { DistributionBlock, LevelBlock, RatioBlock, Series } from '../model/series.ts';
import { mergeBuckets } from '../stats/merge-buckets.ts';

/** How far a share may be above 1 through reading two counters at one moment. */
const SHARE_TOLERANCE = 0.01;

/** Units of levels that no measurement finds below zero. A level of any other kind may be, as a temperature is. */
const NEVER_NEGATIVE: readonly string[] = ['bytes', 'ms', '1/s', 'share'];

/** A series cut to what is judged, or why there is none. */
export type FoundSeries =
  | { readonly kind: 'found'; readonly series: Series }
  | { readonly kind: 'missing' | 'nonsense'; readonly reason: string };

/**
 * The series of a route, or of all requests (the run's own series, else the routes' distributions and shares added up), without
 * warm-up and without empty blocks. Values that no measurement can have (NaN, a negative latency, more failures than requests) are nonsense.
 */
export function findSeries(measurement: Measurement, name: string, route: string | undefined): FoundSeries {
  const named = measurement.series.filter((series) => series.name === name);
  if (named.length === 0) return { kind: 'missing', reason: `this run has no series "${name}"` };
  const series =
    named.find((candidate) => candidate.route === (route ?? null)) ?? (route === undefined ? merge(named) : undefined);
  const ofWhat = route === undefined ? `"${name}"` : `${route}`;
  if (series === undefined) {
    return {
      kind: 'missing',
      reason: route === undefined ? `"${name}" is measured per route: name one` : `no samples of ${route}`,
    };
  }
  const nonsense = findNonsense(series);
  if (nonsense !== null) return { kind: 'nonsense', reason: `${ofWhat}: ${nonsense}` };
  const judged = cut(series, measurement.warmUpSeconds);
  return judged.blocks.length > 0
    ? { kind: 'found', series: judged }
    : { kind: 'missing', reason: `no samples of ${ofWhat} after warm-up` };
}

/** Rates per second are not added up: their denominators are the same seconds. */
function merge(named: readonly Series[]): Series | undefined {
  const [first] = named;
  if (first === undefined) return undefined;
  const blocks = named.flatMap((series): readonly Block[] => series.blocks);
  const starts = [...new Set(blocks.map((block) => block.at))].sort((one, other) => one - other);
  if (first.kind === 'distribution') {
    const byStart = Map.groupBy(
      named.flatMap((series) => (series.kind === 'distribution' ? series.blocks : [])),
      (block) => block.at,
    );
    return { ...first, route: null, blocks: starts.map((at) => ({ at, ...mergeBuckets(byStart.get(at) ?? []) })) };
  }
  if (first.kind === 'ratio' && first.unit === 'share') {
    const byStart = Map.groupBy(
      named.flatMap((series) => (series.kind === 'ratio' ? series.blocks : [])),
      (block) => block.at,
    );
    return { ...first, route: null, blocks: starts.map((at) => addUp(at, byStart.get(at) ?? [])) };
  }
  return undefined;
}

function addUp(at: number, blocks: readonly RatioBlock[]): RatioBlock {
  return {
    at,
    numerator: blocks.reduce((sum, block) => sum + block.numerator, 0),
    denominator: blocks.reduce((sum, block) => sum + block.denominator, 0),
  };
}

function cut(series: Series, from: number): Series {
  const isJudged = (block: Block) => block.at >= from;
  if (series.kind === 'distribution')
    return { ...series, blocks: series.blocks.filter((block) => isJudged(block) && block.count > 0) };
  if (series.kind === 'ratio')
    return { ...series, blocks: series.blocks.filter((block) => isJudged(block) && block.denominator > 0) };
  return { ...series, blocks: series.blocks.filter(isJudged) };
}

type Block = DistributionBlock | RatioBlock | LevelBlock;

function findNonsense(series: Series): string | null {
  switch (series.kind) {
    case 'distribution':
      return series.blocks.some((block) => block.count !== 0 && !isDistribution(block))
        ? 'a block holds impossible samples'
        : null;
    case 'ratio':
      if (series.blocks.some((block) => !isRatio(block))) return 'a block holds an impossible ratio';
      return series.unit === 'share' && isMoreThanAll(series.blocks)
        ? 'more was counted than there was to count'
        : null;
    case 'level':
      if (series.blocks.some((block) => !Number.isFinite(block.value))) return 'a block holds no finite value';
      return NEVER_NEGATIVE.includes(series.unit) && series.blocks.some((block) => block.value < 0)
        ? 'a block holds a negative value'
        : null;
  }
}

function isDistribution({ count, sum, min, max, buckets }: DistributionBlock): boolean {
  const inBuckets = buckets.reduce((total, value, position) => (position % 2 === 1 ? total + value : total), 0);
  return Number.isFinite(sum) && Number.isFinite(max) && min >= 0 && min <= max && inBuckets === count;
}

function isRatio({ numerator, denominator }: RatioBlock): boolean {
  return Number.isFinite(numerator) && Number.isFinite(denominator) && numerator >= 0 && denominator >= 0;
}

/** A counter may be read between a request and its hit, which then counts in the next block: single blocks may be above 1, the whole hardly. */
function isMoreThanAll(blocks: readonly RatioBlock[]): boolean {
  const { numerator, denominator } = addUp(0, blocks);
  return numerator > denominator * (1 + SHARE_TOLERANCE);
}
