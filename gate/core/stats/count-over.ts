import { BUCKETS, bucketLowerEdge, bucketUpperEdge } from './histogram.ts';
import type { Histogram } from './histogram-builder.ts';

/**
 * How many samples are larger than the limit. Exact up to the samples of the one bucket that the limit falls in: those
 * count as spread evenly over it (or over the part of it between the exact minimum and maximum), so it may be a fraction.
 */
export function countOver(histogram: Histogram, limit: number): number {
  const { buckets, count, min, max } = histogram;
  if (Number.isNaN(limit)) throw new RangeError('a limit cannot be NaN');
  if (limit >= max) return 0;
  if (limit < min) return count;
  let over = 0;
  for (let position = buckets.length - 2; position >= 0; position -= 2) {
    const index = buckets[position] as number;
    const inBucket = buckets[position + 1] as number;
    // The first and the last bucket are open: they reach as far as the samples do.
    const lower = index === 0 ? min : Math.max(bucketLowerEdge(index), min);
    if (lower > limit) {
      over += inBucket;
      continue;
    }
    const upper = index === BUCKETS - 1 ? max : Math.min(bucketUpperEdge(index), max);
    return upper > limit ? over + (inBucket * (upper - limit)) / (upper - lower) : over;
  }
  return over;
}
