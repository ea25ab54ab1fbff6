import type { Direction } from '../model/series.ts';
import { pairedLocation } from '../stats/hodges-lehmann.ts';
import { worsening } from './relative-change.ts';

/** Baseline and candidate of one block, under the same conditions. */
export type Pair = readonly [baseline: number, candidate: number];

/** What one launch says of one metric: the observation that comparisons rest on. */
export interface LaunchChange {
  /** How much worse the candidate is, in logarithms. */
  readonly change: number;
  /** Standard error of `change` as the pairs of this launch show it; 0 where they cannot. */
  readonly error: number;
  readonly pairs: number;
}

/** Change of a launch by the Hodges–Lehmann location over its pairs, which one wild block does not move. Needs at least one pair, none with a zero on one side only. */
export function changeOfPairs(pairs: readonly Pair[], better: Direction): LaunchChange {
  const differences = pairs.map(([baseline, candidate]) =>
    baseline === candidate ? 0 : worsening(baseline, candidate, better),
  );
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / pairs.length;
  const squares = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0);
  const error = pairs.length > 1 ? Math.sqrt(squares / (pairs.length - 1) / pairs.length) : 0;
  return { change: pairedLocation(differences), error, pairs: pairs.length };
}

/** Both sides of one block as parts of a ratio. */
export interface RatioPair {
  readonly baseline: { readonly numerator: number; readonly denominator: number };
  readonly candidate: { readonly numerator: number; readonly denominator: number };
}

/**
 * Change of a launch by the ratio of sums, which sees the rare stall that a median passes over. Both numerators must add up to more than zero.
 * Source of the error: Cochran (1977), Sampling Techniques, §6.3, for the logarithm of the ratio of two ratios over the same blocks.
 */
export function changeOfSums(blocks: readonly RatioPair[], better: Direction): LaunchChange {
  const [baseline, candidate] = [totalOf(blocks, 'baseline'), totalOf(blocks, 'candidate')];
  const [before, after] = [baseline.numerator / baseline.denominator, candidate.numerator / candidate.denominator];
  const share = (side: RatioPair['baseline'], total: RatioPair['baseline']) =>
    side.numerator / total.numerator - side.denominator / total.denominator;
  const squares = blocks.reduce(
    (sum, block) => sum + (share(block.candidate, candidate) - share(block.baseline, baseline)) ** 2,
    0,
  );
  const error = blocks.length > 1 ? Math.sqrt((squares * blocks.length) / (blocks.length - 1)) : 0;
  return { change: before === after ? 0 : worsening(before, after, better), error, pairs: blocks.length };
}

/** Sums of one side over all blocks. */
export function totalOf(blocks: readonly RatioPair[], side: keyof RatioPair): RatioPair['baseline'] {
  return {
    numerator: blocks.reduce((sum, block) => sum + block[side].numerator, 0),
    denominator: blocks.reduce((sum, block) => sum + block[side].denominator, 0),
  };
}
