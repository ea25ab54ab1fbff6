import type { Comparison } from '../model/comparison.ts';
import type { Direction } from '../model/series.ts';
import { repeatedP } from '../stats/repeated-p.ts';
import { LEAST_ASSUMED_DESIGN_EFFECT } from '../stats/share-interval.ts';
import type { Look } from './judged-metric.ts';
import { type RatioPair, totalOf } from './launch-change.ts';
import type { MeasuredMetric } from './measured-ratio.ts';
import { withoutSize } from './paired-with-zero.ts';

/**
 * Something counted that one side never did in some launch. From never to sometimes in every launch is worse (or better) without a size, once
 * chance is excluded: that all of so many, four at a time, fell to one side. Where only some launches hold a zero there is no ratio.
 */
export function judgeNever(
  measured: readonly MeasuredMetric[],
  better: Direction,
  planned: readonly number[],
  looks: readonly Look[],
): { readonly comparison: Comparison; readonly pWorse: number | null; readonly pBetter: number | null } {
  const last = looks.at(-1);
  if (last === undefined) throw new RangeError('a comparison is looked at at least once');
  const launches = measured.flatMap((one) => (one.kind === 'one zero' ? [one.blocks] : []));
  const n = launches.reduce((sum, blocks) => sum + blocks.length, 0);
  const comparisonOf = (verdict: Comparison['verdict'], reason: string, pValue: number | null): Comparison => ({
    ...withoutSize(verdict, reason, n, 1 - last.alpha),
    looks: last.number,
    pValue,
  });
  const fromZero = launches.filter((blocks) => totalOf(blocks, 'baseline').numerator === 0).length;
  if (launches.length < measured.length || (fromZero > 0 && fromZero < launches.length)) {
    const reason = `${launches.length} of ${measured.length} launches hold a zero on one side only: there is no ratio`;
    return { comparison: comparisonOf('invalid', reason, null), pWorse: null, pBetter: null };
  }
  const isMore = fromZero > 0;
  const isWorse = isMore === (better === 'lower');
  const pValues = looks.map((look) => chanceOf(launches.slice(0, look.launches).flat(), isMore));
  const p = repeatedP(planned, pValues);
  const isCertain = (pValues.at(-1) ?? 1) <= last.alpha;
  const what = `every launch goes ${isMore ? 'from zero to more' : 'to zero'}`;
  const verdict = isCertain ? (isWorse ? 'regression' : 'improvement') : 'inconclusive';
  const comparison = comparisonOf(
    verdict,
    isCertain ? what : `${what}, but by too few to exclude chance`,
    isWorse ? p : 1,
  );
  return { comparison, pWorse: isWorse ? p : 1, pBetter: isWorse ? 1 : p };
}

/** That everything counted fell to one side, were both alike. */
function chanceOf(blocks: readonly RatioPair[], isMore: boolean): number {
  const [baseline, candidate] = [totalOf(blocks, 'baseline'), totalOf(blocks, 'candidate')];
  const share = (isMore ? candidate : baseline).denominator / (baseline.denominator + candidate.denominator);
  return share ** ((baseline.numerator + candidate.numerator) / LEAST_ASSUMED_DESIGN_EFFECT);
}
