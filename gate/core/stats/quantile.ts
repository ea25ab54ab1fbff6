import { bucketMiddle } from './histogram.ts';
import type { Histogram } from './histogram-builder.ts';

/**
 * The q-quantile, 0 ≤ q ≤ 1: linear interpolation at rank q · (n − 1), type 7 of Hyndman & Fan (1996), as k6 and NumPy do.
 * A bucket's middle stands for each sample in it, never beyond the exact minimum and maximum, so the result is within
 * `QUANTILE_RELATIVE_ERROR` of the exact one. Throws RangeError without samples.
 */
export function quantile(histogram: Histogram, q: number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile lies between 0 and 1, not at ${q}`);
  if (histogram.count === 0) throw new RangeError('no samples, no quantile');
  const rank = q * (histogram.count - 1);
  const below = Math.floor(rank);
  const share = rank - below;
  const lower = sampleAt(histogram, below);
  return share === 0 ? lower : lower + share * (sampleAt(histogram, below + 1) - lower);
}

/** The sample with that many samples below it; the first and the last are known exactly. */
function sampleAt(histogram: Histogram, rank: number): number {
  const { buckets, count, min, max } = histogram;
  if (rank <= 0) return min;
  if (rank >= count - 1) return max;
  let seen = 0;
  for (let position = 0; position < buckets.length; position += 2) {
    seen += buckets[position + 1] as number;
    if (seen > rank) return Math.min(max, Math.max(min, bucketMiddle(buckets[position] as number)));
  }
  throw new RangeError(`the buckets hold ${seen} samples, not ${count}`);
}
