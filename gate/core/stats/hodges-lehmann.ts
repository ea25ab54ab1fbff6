import { sorted, sortedQuantile } from './sample-quantile.ts';

/**
 * Hodges–Lehmann location of paired differences: the median of the means of all pairs of them, each with itself too.
 * Unit and sign are those of the differences. RangeError without any. Source: Hodges & Lehmann (1963), Ann. Math. Stat. 34, 598–611.
 */
export function pairedLocation(differences: readonly number[]): number {
  const means: number[] = [];
  for (let first = 0; first < differences.length; first += 1) {
    for (let second = first; second < differences.length; second += 1) {
      means.push(((differences[first] as number) + (differences[second] as number)) / 2);
    }
  }
  return sortedQuantile(sorted(means), 0.5);
}
