import type { Draw } from './random.ts';

/**
 * Ranks 1 to `size` with odds in proportion to 1 / rank^exponent. Needs no table, so a million keys cost nothing.
 * Rejection-inversion: Hörmann & Derflinger (1996), ACM TOMACS 6, 169–184.
 */
export function zipfRanks(size: number, exponent: number): (draw: Draw) => number {
  const integral = (x: number) => (exponent === 1 ? Math.log(x) : (x ** (1 - exponent) - 1) / (1 - exponent));
  const inverse = (y: number) => (exponent === 1 ? Math.exp(y) : (1 + y * (1 - exponent)) ** (1 / (1 - exponent)));
  const density = (x: number) => x ** -exponent;
  const lower = integral(1.5) - 1;
  const upper = integral(size + 0.5);
  const squeeze = 2 - inverse(integral(2.5) - density(2));
  return (draw) => {
    for (;;) {
      const y = upper + draw() * (lower - upper);
      const x = inverse(y);
      const rank = Math.min(size, Math.max(1, Math.round(x)));
      if (rank - x <= squeeze || y >= integral(rank + 0.5) - density(rank)) return rank;
    }
  };
}
