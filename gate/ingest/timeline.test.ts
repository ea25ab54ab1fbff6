import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BlockHistograms } from './block-histograms.ts';
import { BlockSums } from './block-sums.ts';
import { MAX_BLOCKS, Timeline } from './timeline.ts';

const START = 1_795_000_000_000_000;

/** Lays moments (seconds from START) over blocks, and says what each block holds, as offsets from the first. */
function lay(seconds: readonly number[]) {
  const timeline = new Timeline();
  const sums = timeline.follow(new BlockSums());
  const histograms = timeline.follow(new BlockHistograms());
  for (const second of seconds) {
    const index = timeline.indexOf(START + second * 1e6);
    sums.add(index, 1);
    histograms.record(index, second + 1e6);
  }
  return { timeline, sums, blocks: histograms.blocks(timeline.blockSeconds) };
}

test('a moment falls into the block of its second, counted from the second of the first', () => {
  const { timeline, blocks } = lay([0.9, 1.0, 1.9, 4.2]);
  expect(blocks.map(({ at, count }) => [at, count])).toEqual([
    [0, 1],
    [1, 2],
    [4, 1],
  ]);
  expect(timeline.originMicros).toBe(START);
});

test('600 seconds are 600 blocks; one more makes blocks of two seconds', () => {
  const seconds = Array.from({ length: MAX_BLOCKS }, (_, second) => second);
  expect(lay(seconds).timeline.blockSeconds).toBe(1);
  const { timeline, blocks } = lay([...seconds, MAX_BLOCKS]);
  expect([timeline.blockSeconds, timeline.blockCount]).toEqual([2, 301]);
  expect(blocks.map(({ count }) => count)).toEqual([...new Array(300).fill(2), 1]);
});

test('a moment before all others moves the start, and the blocks with it', () => {
  const { timeline, blocks } = lay([5.5, 7, 2.5]);
  expect(blocks.map(({ at }) => at)).toEqual([0, 3, 5]);
  expect([timeline.blockCount, timeline.originMicros]).toEqual([6, START + 2e6]);
});

test('samples that jump between far blocks again and again lose nothing', () => {
  const { blocks } = lay(Array.from({ length: 600 }, (_, n) => (n % 3) * 10));
  expect(blocks.map(({ at, count }) => [at, count])).toEqual([
    [0, 200],
    [10, 200],
    [20, 200],
  ]);
});

test('the order in which moments come changes nothing within ten minutes', () => {
  const moment = fc.double({ min: 0, max: MAX_BLOCKS - 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(moment, { minLength: 1, maxLength: 60 }), (moments) => {
      const inOrder = lay(moments.toSorted((one, other) => one - other));
      const mixed = lay(moments);
      expect(mixed.timeline.originMicros).toBe(inOrder.timeline.originMicros);
      expect(mixed.blocks.map((block) => ({ ...block, sum: 0 }))).toEqual(
        inOrder.blocks.map((block) => ({ ...block, sum: 0 })),
      );
    }),
  );
});

test('whatever the run, nothing is lost and each block holds only its own time', () => {
  const moment = fc.double({ min: 0, max: 20_000, noNaN: true });
  fc.assert(
    fc.property(fc.array(moment, { minLength: 1, maxLength: 200 }), (moments) => {
      const { timeline, sums, blocks } = lay(moments);
      expect(timeline.blockCount).toBeLessThanOrEqual(MAX_BLOCKS);
      expect(blocks.reduce((total, { count }) => total + count, 0)).toBe(moments.length);
      const origin = ((timeline.originMicros ?? 0) - START) / 1e6;
      for (const { at, count, min, max } of blocks) {
        expect(sums.at(at / timeline.blockSeconds)).toBe(count);
        // Moments were recorded as 1e6 + seconds; a hair of rounding.
        expect(min - 1e6).toBeGreaterThanOrEqual(origin + at - 1e-6);
        expect(max - 1e6).toBeLessThan(origin + at + timeline.blockSeconds + 1e-6);
      }
    }),
  );
});
