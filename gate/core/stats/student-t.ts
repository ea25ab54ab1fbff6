import { betaQuantile, incompleteBeta } from './incomplete-beta.ts';

/** P(T ≤ t) of Student's distribution; degrees of freedom > 0, not necessarily whole. Source: DLMF 8.17, Abramowitz & Stegun 26.7.1. */
export function studentCdf(t: number, degrees: number): number {
  const upper = incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t > 0 ? 1 - upper : upper;
}

/** The t with P(T ≤ t) = p, 0 < p < 1. */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a t quantile needs a probability between 0 and 1, not ${p}`);
  if (p === 0.5) return 0;
  if (p > 0.5) return -studentQuantile(1 - p, degrees);
  // Of the two complementary forms, the one whose argument is small keeps its digits: near the middle x is close to 1.
  if (p > 0.25) {
    const y = betaQuantile(1 - 2 * p, 0.5, degrees / 2);
    return -Math.sqrt((degrees * y) / (1 - y));
  }
  const x = betaQuantile(2 * p, degrees / 2, 0.5);
  return -Math.sqrt((degrees * (1 - x)) / x);
}
