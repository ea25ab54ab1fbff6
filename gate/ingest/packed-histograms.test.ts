import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUCKETS } from '../core/stats/histogram.ts';
import { type Histogram, HistogramBuilder } from '../core/stats/histogram-builder.ts';
import { PackedHistograms } from './packed-histograms.ts';

const histogram = fc
  .uniqueArray(fc.tuple(fc.nat(BUCKETS - 1), fc.integer({ min: 1, max: 2 ** 40 })), {
    selector: ([bucket]) => bucket,
    minLength: 1,
    maxLength: 100,
  })
  .map((pairs): Histogram => {
    const buckets = pairs.toSorted(([one], [other]) => one - other);
    const count = buckets.reduce((total, [, inBucket]) => total + inBucket, 0);
    return { count, sum: count * 1.5, min: -3.25, max: 1e9, buckets: buckets.flat() };
  });

function builderOf(content: Histogram): HistogramBuilder {
  const builder = new HistogramBuilder();
  builder.add(content);
  return builder;
}

test('what was put away is found again, also after others and in the place of others', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(9), histogram), { minLength: 1, maxLength: 30 }), (puts) => {
      const packed = new PackedHistograms();
      const expected = new Map<number, Histogram>();
      for (const [index, content] of puts) {
        packed.put(index, builderOf(content));
        expected.set(index, content);
      }
      for (let index = 0; index < 10; index += 1) {
        const builder = new HistogramBuilder();
        packed.addTo(builder, index);
        expect(packed.has(index)).toBe(expected.has(index));
        expect(builder.build()).toEqual(expected.get(index) ?? new HistogramBuilder().build());
      }
    }),
  );
});

test('what was replaced again and again is told to be waste', () => {
  const packed = new PackedHistograms();
  const content = builderOf({ count: 1, sum: 1, min: 1, max: 1, buckets: [3, 1] });
  packed.put(0, content);
  expect(packed.isWasteful).toBe(false);
  for (let times = 0; times < 3; times += 1) packed.put(0, content);
  expect(packed.isWasteful).toBe(true);
  packed.clear();
  expect([packed.isWasteful, packed.has(0)]).toEqual([false, false]);
});
