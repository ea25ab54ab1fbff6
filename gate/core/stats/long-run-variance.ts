import { lagOneAutocorrelation } from './autocorrelation.ts';

/** A variance, and the degrees of freedom it was estimated with. */
export interface VarianceEstimate {
  readonly variance: number;
  readonly degrees: number;
}

/** Fewer projections than this make the t quantile explode; at 20 blocks the rule below would give 3. */
const FEWEST_PROJECTIONS = 4;

/** Beyond this the lag-1 autocorrelation of a short series cannot be told from a drift, and the correction would explode. */
const LARGEST_CORRELATION = 0.8;

/**
 * Variance of the sum of a series whose neighbours resemble each other: the mean of its squared projections on the first ν
 * cosines, which see the slow movement that an independent-block variance misses. The result is used with t of ν degrees.
 * `residuals` are in order of time and centred on zero. Simulated coverage and the alternatives tried: docs/statistics.md.
 * Source: Müller (2007), J. Econometrics 141; Lazarus, Lewis, Stock & Watson (2018), J. Bus. Econ. Stat. 36, ν = .41 B^(2/3).
 */
export function longRunVariance(residuals: readonly number[]): VarianceEstimate {
  const count = residuals.length;
  if (count < 2) throw new RangeError(`a variance needs two blocks, not ${count}`);
  const projections = Math.min(count - 1, Math.max(FEWEST_PROJECTIONS, Math.round(0.41 * count ** (2 / 3))));
  const correlation = unbiasedCorrelation(residuals);
  let power = 0;
  let relativeSpectrum = 0;
  for (let frequency = 1; frequency <= projections; frequency += 1) {
    const step = (Math.PI * frequency) / count;
    let projection = 0;
    for (let position = 0; position < count; position += 1) {
      projection += (residuals[position] as number) * Math.cos(step * (position + 0.5));
    }
    power += 2 * projection * projection;
    relativeSpectrum += (1 - correlation) ** 2 / (1 - 2 * correlation * Math.cos(step) + correlation ** 2);
  }
  return { variance: power / relativeSpectrum, degrees: projections };
}

/**
 * The variance of the sum is the spectrum at frequency 0, the projections lie above it. An AR(1) process tells how far the
 * spectrum falls between: 1 in a series without memory. Source: the prewhitening of Andrews & Monahan (1992), Econometrica 60.
 */
function unbiasedCorrelation(residuals: readonly number[]): number {
  const biased = lagOneAutocorrelation(residuals);
  // Kendall (1954), Biometrika 41, 403–404.
  return Math.min(LARGEST_CORRELATION, Math.max(0, biased + (1 + 3 * biased) / residuals.length));
}
