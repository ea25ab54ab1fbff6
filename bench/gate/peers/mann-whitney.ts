import { normalCdf } from '../../../gate/core/stats/normal.ts';

/**
 * Two-sided p-value of the Mann–Whitney U test, normal approximation with ties and continuity corrected, as benchstat uses it for
 * samples of this size. Source: Mann & Whitney (1947), Ann. Math. Stat. 18, 50–60.
 */
export function mannWhitney(baseline: readonly number[], candidate: readonly number[]): number {
  const all = [
    ...baseline.map((value) => ({ value, isCandidate: false })),
    ...candidate.map((value) => ({ value, isCandidate: true })),
  ].sort((one, other) => one.value - other.value);
  let rankSum = 0;
  let ties = 0;
  for (let first = 0; first < all.length; ) {
    let last = first;
    while (all[last + 1]?.value === all[first]?.value) last += 1;
    const count = last - first + 1;
    ties += count ** 3 - count;
    for (let position = first; position <= last; position += 1) {
      if (all[position]?.isCandidate) rankSum += (first + last) / 2 + 1;
    }
    first = last + 1;
  }
  const [n, m] = [baseline.length, candidate.length];
  const u = rankSum - (m * (m + 1)) / 2;
  const variance = ((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
  if (variance === 0) return 1;
  return Math.min(1, 2 * normalCdf(-Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance)));
}
