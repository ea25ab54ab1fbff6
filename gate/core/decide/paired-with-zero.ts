import type { Comparison, ComparisonVerdict } from '../model/comparison.ts';
import type { Direction } from '../model/series.ts';
import type { Pair } from './launch-change.ts';

/**
 * A count that was zero has no ratio. From none to some in every pair is certain all the same; anything between cannot be judged. `null`
 * where no pair holds a zero on one side only: there are ratios.
 */
export function judgeZeros(pairs: readonly Pair[], better: Direction, level: number): Comparison | null {
  const n = pairs.length;
  const oneIsZero = pairs.filter(([baseline, candidate]) => (baseline === 0) !== (candidate === 0));
  if (oneIsZero.length === 0) return null;
  const fromZero = oneIsZero.filter(([baseline]) => baseline === 0).length;
  if (oneIsZero.length < pairs.length || (fromZero > 0 && fromZero < pairs.length)) {
    return withoutSize(
      'invalid',
      `${oneIsZero.length} of ${pairs.length} pairs hold a zero on one side only: there is no ratio`,
      n,
      level,
    );
  }
  const isWorse = fromZero > 0 === (better === 'lower');
  return withoutSize(
    isWorse ? 'regression' : 'improvement',
    `every pair goes ${fromZero > 0 ? 'from zero to more' : 'to zero'}`,
    n,
    level,
  );
}

/** A comparison that has a verdict and no size. */
export function withoutSize(verdict: ComparisonVerdict, reason: string, n: number, level: number): Comparison {
  const nothing = { estimate: null, interval: null, mde: null, pValue: null };
  return { verdict, reason, ...nothing, level, n, looks: 1, warnings: [] };
}
