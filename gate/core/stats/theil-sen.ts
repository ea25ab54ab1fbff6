import { lagOneAutocorrelation } from './autocorrelation.ts';
import { normalQuantile } from './normal.ts';
import { sorted, sortedQuantile } from './sample-quantile.ts';

export interface SlopeEstimate {
  /** Change of the value per step of the position. */
  readonly slope: number;
  /** One-sided bounds, each with the confidence asked for. */
  readonly interval: readonly [number, number];
}

/** Autocorrelation beyond which a short series cannot be told from a drift. */
const LARGEST_CORRELATION = 0.8;

/**
 * Median of the slopes between all pairs of points, which a third of wild points does not move. Its bounds are slopes by rank after Kendall's
 * variance, widened where neighbours resemble each other. At least two points at different positions, else RangeError.
 * Source: Sen (1968), J. Am. Stat. Assoc. 63, 1379–1389; the inflation (1 + ρ)/(1 − ρ) of residuals after Yue & Wang (2004), Water Resour. Manage. 18.
 */
export function theilSen(positions: readonly number[], values: readonly number[], confidence: number): SlopeEstimate {
  const slopes: number[] = [];
  for (let one = 0; one < values.length; one += 1) {
    for (let other = one + 1; other < values.length; other += 1) {
      const run = (positions[other] as number) - (positions[one] as number);
      if (run !== 0) slopes.push(((values[other] as number) - (values[one] as number)) / run);
    }
  }
  if (slopes.length === 0) throw new RangeError('a slope needs two points');
  const ascending = sorted(slopes);
  const slope = sortedQuantile(ascending, 0.5);
  const residuals = values.map((value, index) => value - slope * (positions[index] as number));
  const correlation = Math.min(LARGEST_CORRELATION, Math.max(0, lagOneAutocorrelation(residuals)));
  const n = values.length;
  const inflation = (1 + correlation) / (1 - correlation);
  const width = normalQuantile(confidence) * Math.sqrt(((n * (n - 1) * (2 * n + 5)) / 18) * inflation);
  const lower = Math.max(0, Math.round((slopes.length - width) / 2) - 1);
  const upper = Math.min(slopes.length - 1, Math.round((slopes.length + width) / 2));
  return {
    slope,
    interval: [ascending[lower] as number, ascending[upper] as number],
  };
}
