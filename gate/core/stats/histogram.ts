/**
 * Log-linear histogram of positive numbers: each power of two is cut into 128 equal buckets, so a bucket's middle is at
 * most 1/256 (0.4 %) away from any value in it. Values from 2^-20 to 2^43 are told apart: about 1 ns to 278 years in ms.
 * Layout after Tene's HdrHistogram; the index is read off the bits of the IEEE 754 double.
 */
const SUB_BUCKET_BITS = 7;
const SUB_BUCKETS = 1 << SUB_BUCKET_BITS;
const LOWEST_EXPONENT = -20;
const HIGHEST_EXPONENT = 43;
const EXPONENT_BIAS = 1023;
const INDEX_OFFSET = (EXPONENT_BIAS + LOWEST_EXPONENT) << SUB_BUCKET_BITS;

/** Number of buckets; indices run from 0 (values below 2^-20, zero included) to `BUCKETS - 1`. */
export const BUCKETS = (HIGHEST_EXPONENT - LOWEST_EXPONENT) * SUB_BUCKETS + 1;

/** Upper bound of the relative error of a quantile read from a histogram; printed beside each percentile. */
export const QUANTILE_RELATIVE_ERROR = 1 / (2 * SUB_BUCKETS);

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** Bucket of a value. Negative values and zero fall into bucket 0, larger ones than 2^43 into the last. Throws RangeError on NaN. */
export function bucketIndex(value: number): number {
  if (Number.isNaN(value)) throw new RangeError('a histogram cannot hold NaN');
  if (value <= 0) return 0;
  double[0] = value;
  // The high word of a little-endian double: 11 bits of exponent, then 20 of mantissa. All platforms of Node are little-endian.
  const index = ((words[1] as number) >>> (20 - SUB_BUCKET_BITS)) - INDEX_OFFSET + 1;
  if (index < 0) return 0;
  return index < BUCKETS ? index : BUCKETS - 1;
}

/** Lower edge of a bucket; bucket 0 begins at 0. */
export function bucketLowerEdge(index: number): number {
  if (index <= 0) return 0;
  const position = index - 1;
  const octave = LOWEST_EXPONENT + (position >> SUB_BUCKET_BITS);
  return 2 ** octave * (1 + (position & (SUB_BUCKETS - 1)) / SUB_BUCKETS);
}

/** Upper edge of a bucket, which is the lower edge of the next. */
export function bucketUpperEdge(index: number): number {
  return bucketLowerEdge(index + 1);
}

/** Middle of a bucket: the value that stands for all in it. */
export function bucketMiddle(index: number): number {
  return (bucketLowerEdge(index) + bucketUpperEdge(index)) / 2;
}
