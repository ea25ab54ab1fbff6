import { logGamma } from './log-gamma.ts';

const TINY = 1e-300;
/** The fraction needs about √max(a, b) terms: enough for a hundred million observations. */
const MOST_TERMS = 20_000;

/**
 * Regularised incomplete beta function I_x(a, b) for a, b > 0 and 0 ≤ x ≤ 1: the distribution function of Beta(a, b).
 * Source: continued fraction DLMF 8.17.22, evaluated by the method of Lentz (1976), Appl. Opt. 15, 668.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(a > 0 && b > 0)) throw new RangeError(`incompleteBeta needs a, b > 0, not ${a} and ${b}`);
  if (!(x >= 0 && x <= 1)) throw new RangeError(`incompleteBeta needs x between 0 and 1, not ${x}`);
  if (x === 0 || x === 1) return x;
  // The fraction converges fast only below the mean.
  if (x > (a + 1) / (a + b + 2)) return 1 - lower(1 - x, b, a);
  return lower(x, a, b);
}

function lower(x: number, a: number, b: number): number {
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return (Math.exp(logFront) / a) * fraction(x, a, b);
}

function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MOST_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return value;
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** The x with I_x(a, b) = p, 0 ≤ p ≤ 1: Newton's steps, kept inside a shrinking bracket. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a beta quantile needs a probability between 0 and 1, not ${p}`);
  if (p === 0 || p === 1) return p;
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let step = 0; step < 200 && high - low > 1e-15 * high; step += 1) {
    const error = incompleteBeta(x, a, b) - p;
    if (error === 0) return x;
    if (error > 0) high = x;
    else low = x;
    const density = Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logBeta);
    const next = x - error / density;
    const moved = next > low && next < high ? next : (low + high) / 2;
    if (Math.abs(moved - x) <= 1e-15 * x) return moved;
    x = moved;
  }
  return x;
}
