import type { Direction } from '../model/series.ts';

/** How much worse the candidate is, as a difference of logarithms: positive is worse, swapping the sides turns the sign. */
export function worsening(baseline: number, candidate: number, better: Direction): number {
  const change = Math.log(candidate) - Math.log(baseline);
  return better === 'lower' ? change : -change;
}

/** A worsening as the relative change of the metric itself: a fraction, positive is worse. A rate that halves is .5 worse, a latency that doubles 1. */
export function relativeChange(worse: number, better: Direction): number {
  return better === 'lower' ? Math.expm1(worse) : -Math.expm1(-worse);
}
