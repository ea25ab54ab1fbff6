import type { Direction, RatioBlock, Series } from '../model/series.ts';
import { changeOfPairs, changeOfSums, type LaunchChange, type Pair, type RatioPair, totalOf } from './launch-change.ts';
import { MOST_UNPAIRED, type PairedBlocks, pairBlocks } from './paired-blocks.ts';

/**
 * Pairs that a launch needs: one wild one of five does not move the Hodges–Lehmann location, whose breakdown point is 29 %, and fewer blocks are
 * over before a garbage collection was seen.
 */
export const FEWEST_PAIRS = 5;

/** One metric as one launch shows it, or why it does not. */
export type MeasuredMetric =
  | {
      readonly kind: 'measured';
      /** The metric itself of each side, over the judged part of the launch. */
      readonly baseline: number;
      readonly candidate: number;
      readonly change: LaunchChange;
    }
  /** Something that one side never did: there is no ratio. */
  | { readonly kind: 'one zero'; readonly blocks: readonly RatioPair[] }
  | { readonly kind: 'missing' | 'thin' | 'nonsense'; readonly reason: string };

/** Why so many pairs are no ground for a comparison; `null`: they are. */
export function doubtOf(pairs: number, unpaired: number): MeasuredMetric | null {
  if (unpaired > MOST_UNPAIRED)
    return { kind: 'nonsense', reason: `in ${Math.round(unpaired * 100)} % of the time only one side has samples` };
  if (pairs < FEWEST_PAIRS)
    return {
      kind: 'thin',
      reason: `enough samples for ${pairs} pairs a launch, ${FEWEST_PAIRS} are needed: run longer`,
    };
  return null;
}

/** A launch by the sums of its blocks. */
export function ofSums(blocks: readonly RatioPair[], better: Direction): MeasuredMetric {
  const [before, after] = [totalOf(blocks, 'baseline'), totalOf(blocks, 'candidate')];
  const zeros = [before, after].filter(({ numerator }) => numerator === 0).length;
  if (zeros === 1) return { kind: 'one zero', blocks };
  const change = zeros === 2 ? { change: 0, error: 0, pairs: blocks.length } : changeOfSums(blocks, better);
  return {
    kind: 'measured',
    baseline: before.numerator / before.denominator,
    candidate: after.numerator / after.denominator,
    change,
  };
}

/** By block where each has a ratio, by the sums of the launch where one does not: something rare was counted. */
export function measureRatio(
  baseline: readonly RatioBlock[],
  candidate: readonly RatioBlock[],
  better: Direction,
): MeasuredMetric {
  const { pairs, unpaired } = pairBlocks(baseline, candidate);
  const doubt = doubtOf(pairs.length, unpaired);
  if (doubt !== null) return doubt;
  const blocks = pairs.flatMap(bothFirst);
  if (blocks.some((pair) => pair.baseline.numerator < 0 || pair.candidate.numerator < 0))
    return { kind: 'nonsense', reason: 'values below zero have no ratio' };
  const ofLaunch = ofSums(blocks, better);
  const values = blocks.map(
    (pair): Pair => [
      pair.baseline.numerator / pair.baseline.denominator,
      pair.candidate.numerator / pair.candidate.denominator,
    ],
  );
  const hasRatios = values.every(([before, after]) => (before === 0) === (after === 0));
  return ofLaunch.kind === 'measured' && hasRatios ? { ...ofLaunch, change: changeOfPairs(values, better) } : ofLaunch;
}

function bothFirst({ baseline, candidate }: PairedBlocks<RatioBlock>): readonly RatioPair[] {
  const [before, after] = [baseline[0], candidate[0]];
  return before === undefined || after === undefined ? [] : [{ baseline: before, candidate: after }];
}

/** The blocks of a ratio, or of a level, each of which counts the same. */
export function asRatio(series: Series): readonly RatioBlock[] {
  if (series.kind === 'ratio') return series.blocks;
  if (series.kind === 'level') return series.blocks.map(({ at, value }) => ({ at, numerator: value, denominator: 1 }));
  throw new TypeError(`"${series.name}" is a distribution, not one number a block`);
}
