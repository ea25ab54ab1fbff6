/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** Where the power series, which loses relative precision in the tail, gives way to the continued fraction. */
const TAIL = 3;

/**
 * P(Z ≤ x) of the standard normal distribution, to about 14 digits, in the lower tail relative ones.
 * Source: Marsaglia (2004), J. Stat. Softw. 11(4), for the series; Abramowitz & Stegun 26.2.14 for the tail.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) throw new RangeError('the normal distribution has no value at NaN');
  if (x > TAIL) return 1 - lowerTail(x);
  if (x < -TAIL) return lowerTail(-x);
  let sum = x;
  let term = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}

/** P(Z > x) for large x: 1/(x + 1/(x + 2/(x + 3/(x + …)))), from the inside out. */
function lowerTail(x: number): number {
  let fraction = x;
  for (let depth = 120; depth > 0; depth -= 1) fraction = x + depth / fraction;
  return normalDensity(x) / fraction;
}

/**
 * The x with P(Z ≤ x) = p, 0 < p < 1.
 * Source: start of Abramowitz & Stegun 26.2.23 (error below 4.5e-4), then Halley's steps on the distribution function.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a normal quantile needs a probability between 0 and 1, not ${p}`);
  if (p === 0.5) return 0;
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let x = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 3; step += 1) {
    const error = (normalCdf(x) - p) / normalDensity(x);
    x -= error / (1 + (x * error) / 2);
  }
  return x;
}
