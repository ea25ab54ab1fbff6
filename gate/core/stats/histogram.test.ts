import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countOver } from './count-over.ts';
import {
  BUCKETS,
  bucketIndex,
  bucketLowerEdge,
  bucketMiddle,
  bucketUpperEdge,
  QUANTILE_RELATIVE_ERROR,
} from './histogram.ts';
import { type Histogram, HistogramBuilder } from './histogram-builder.ts';
import { mergeBuckets } from './merge-buckets.ts';
import { quantile } from './quantile.ts';

/** Anything that a clock or a counter may yield, spread over many powers of ten. */
const sample = fc.oneof(
  fc.double({ min: -5, max: 12, noNaN: true }).map((exponent) => 10 ** exponent),
  fc.integer({ min: 1, max: 1000 }),
);
const samples = fc.array(sample, { minLength: 1, maxLength: 400 });
const share = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 0.95, 0.99, 1));

function histogramOf(values: readonly number[]): Histogram {
  const builder = new HistogramBuilder();
  for (const value of values) builder.record(value);
  return builder.build();
}

/** Type 7 on the sorted samples themselves. */
function exactQuantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = q * (sorted.length - 1);
  const lower = sorted[Math.floor(rank)] ?? Number.NaN;
  const upper = sorted[Math.ceil(rank)] ?? Number.NaN;
  return lower + (rank - Math.floor(rank)) * (upper - lower);
}

test('a value lies between the edges of its bucket, and at most 0.4 % from its middle', () => {
  fc.assert(
    fc.property(sample, (value) => {
      const index = bucketIndex(value);
      expect(bucketLowerEdge(index)).toBeLessThanOrEqual(value);
      expect(bucketUpperEdge(index)).toBeGreaterThan(value);
      expect(Math.abs(bucketMiddle(index) - value) / value).toBeLessThanOrEqual(QUANTILE_RELATIVE_ERROR);
    }),
  );
  expect(QUANTILE_RELATIVE_ERROR).toBeLessThan(0.004);
});

test('any quantile is within 0.4 % of the one of the sorted samples', () => {
  fc.assert(
    fc.property(samples, share, (values, q) => {
      const exact = exactQuantile(values, q);
      const read = quantile(histogramOf(values), q);
      expect(Math.abs(read - exact)).toBeLessThanOrEqual(exact * QUANTILE_RELATIVE_ERROR * (1 + 1e-9));
    }),
    { numRuns: 500 },
  );
});

test('the smallest and the largest sample, and a lone sample, are exact', () => {
  const histogram = histogramOf([12.345, 0.001234, 77.7]);
  expect(quantile(histogram, 0)).toBe(0.001234);
  expect(quantile(histogram, 1)).toBe(77.7);
  expect(quantile(histogramOf([12.345]), 0.95)).toBe(12.345);
  expect(quantile(histogramOf([7.7, 7.7, 7.7, 7.7]), 0.5)).toBe(7.7);
});

test('merged histograms are the histogram of all samples', () => {
  fc.assert(
    fc.property(fc.array(samples, { minLength: 1, maxLength: 5 }), (parts) => {
      const merged = mergeBuckets(parts.map(histogramOf));
      const whole = histogramOf(parts.flat());
      expect({ ...merged, sum: 0 }).toEqual({ ...whole, sum: 0 });
      expect(Math.abs(merged.sum - whole.sum)).toBeLessThanOrEqual(whole.sum * 1e-12);
    }),
  );
});

test('merging nothing yields an empty histogram, which has no quantile', () => {
  const empty = mergeBuckets([]);
  expect(empty.count).toBe(0);
  expect(() => quantile(empty, 0.5)).toThrow(RangeError);
  expect(countOver(empty, 5)).toBe(0);
});

test('samples over a limit are counted exactly but for the bucket that holds the limit', () => {
  fc.assert(
    fc.property(samples, sample, (values, limit) => {
      const index = bucketIndex(limit);
      const over = countOver(histogramOf(values), limit);
      const surelyOver = values.filter((value) => bucketIndex(value) > index).length;
      const maybeOver = values.filter((value) => bucketIndex(value) >= index).length;
      expect(over).toBeGreaterThanOrEqual(surelyOver);
      expect(over).toBeLessThanOrEqual(maybeOver);
    }),
    { numRuns: 500 },
  );
});

test('a limit at the largest sample is not exceeded, one below the smallest is by all', () => {
  const histogram = histogramOf([10, 20, 30]);
  expect(countOver(histogram, 30)).toBe(0);
  expect(countOver(histogram, 9.9)).toBe(3);
});

test('within a bucket the samples count as spread evenly', () => {
  const lower = bucketLowerEdge(bucketIndex(100));
  const upper = bucketUpperEdge(bucketIndex(100));
  const evenly = Array.from({ length: 101 }, (_, step) => lower + ((upper - lower) * step) / 101);
  const histogram = histogramOf([1, ...evenly, 1000]);
  expect(countOver(histogram, lower + (upper - lower) / 4)).toBeCloseTo(1 + (101 * 3) / 4);
});

test('values outside the layout keep their count and their extremes', () => {
  const histogram = histogramOf([-5, 0, 2 ** 50]);
  expect(histogram).toMatchObject({ count: 3, min: -5, max: 2 ** 50, buckets: [0, 2, BUCKETS - 1, 1] });
  expect(countOver(histogram, 2 ** 49)).toBeCloseTo(0.5);
  expect(countOver(histogramOf([-5, -4]), -4.5)).toBe(1);
  expect(() => histogramOf([Number.NaN])).toThrow(RangeError);
});

test('a cleared builder has forgotten everything', () => {
  const builder = new HistogramBuilder();
  builder.record(5);
  builder.clear();
  expect(builder.build()).toEqual(mergeBuckets([]));
});
