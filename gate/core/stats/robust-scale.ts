import { sorted, sortedQuantile } from './sample-quantile.ts';

/** Makes the median absolute deviation of normal values their standard deviation: 1 / Φ⁻¹(.75). */
const MAD_TO_SD = 1.4826;
/** The same for the distance between the first and last decile: 2 Φ⁻¹(.9). */
const DECILES_TO_SD = 2.563;

/**
 * Standard deviation as the middle of a sample shows it: the larger of what the median absolute deviation and the deciles say. The deciles
 * still see something where more than half of the values are equal, as with coarse clocks. RangeError without values.
 */
export function robustScale(values: readonly number[]): number {
  const ascending = sorted(values);
  const middle = sortedQuantile(ascending, 0.5);
  const deviations = sorted(values.map((value) => Math.abs(value - middle)));
  const deciles = sortedQuantile(ascending, 0.9) - sortedQuantile(ascending, 0.1);
  return Math.max(MAD_TO_SD * sortedQuantile(deviations, 0.5), deciles / DECILES_TO_SD);
}
