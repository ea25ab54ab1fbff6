import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clopperPearson } from './clopper-pearson.ts';
import { measuredDesignEffect, type ShareBlock, shareInterval } from './share-interval.ts';

const even = (blocks: number, requests: number, over: number): ShareBlock[] =>
  Array.from({ length: blocks }, () => ({ requests, over }));

test('without a single request over the limit a quarter of the requests count', () => {
  const { share, interval, effectiveRequests } = shareInterval(even(60, 100, 0), 0.95, 4);
  expect(share).toBe(0);
  expect(effectiveRequests).toBe(1500);
  // Rule of three, exactly: 1 - .05^(1/1500).
  expect(interval[0]).toBe(0);
  expect(interval[1]).toBeCloseTo(1 - 0.05 ** (1 / 1500), 12);
});

test('with every request over the limit the bounds are the mirror image', () => {
  const none = shareInterval(even(60, 100, 0), 0.95, 4).interval;
  const all = shareInterval(even(60, 100, 100), 0.95, 4).interval;
  expect(all[0]).toBeCloseTo(1 - none[1], 12);
  expect(all[1]).toBe(1);
});

test('blocks with one share are as good as independent requests, and never better', () => {
  const { designEffect, interval } = shareInterval(even(60, 100, 5), 0.95, 4);
  expect(designEffect).toBe(1);
  expect(interval).toEqual(clopperPearson(300, 6000, 0.95));
});

test('a stall of one block is one event, however many requests it held up', () => {
  const blocks = even(60, 500, 0).map((block, position) => (position === 30 ? { requests: 500, over: 250 } : block));
  const { designEffect, interval } = shareInterval(blocks, 0.95, 4);
  expect(designEffect).toBeGreaterThan(200);
  // About one event in sixty blocks: Poisson's upper bound is 4.7 events.
  expect(interval[1]).toBeGreaterThan(0.03);
});

test('blocks without requests count for nothing', () => {
  const blocks = even(30, 100, 5);
  expect(shareInterval([...blocks, ...even(9, 0, 0)], 0.95, 4)).toEqual(shareInterval(blocks, 0.95, 4));
});

test('clustering measured elsewhere takes the place of the assumed one', () => {
  expect(shareInterval(even(60, 100, 0), 0.95, 1).effectiveRequests).toBe(6000);
  expect(measuredDesignEffect(even(60, 100, 10), 0.95)).toBe(1);
});

test('bounds always enclose the share, stay between 0 and 1, and widen with confidence', () => {
  const block = fc.nat(200).chain((requests) => fc.record({ requests: fc.constant(requests), over: fc.nat(requests) }));
  fc.assert(
    fc.property(fc.array(block, { minLength: 2, maxLength: 70 }), (blocks) => {
      fc.pre(blocks.filter((candidate) => candidate.requests > 0).length >= 2);
      const at95 = shareInterval(blocks, 0.95, 4);
      const at978 = shareInterval(blocks, 0.978, 4);
      expect(at95.effectiveRequests).toBeLessThanOrEqual(at95.requests);
      expect(at95.interval[0]).toBeGreaterThanOrEqual(0);
      expect(at95.interval[0]).toBeLessThanOrEqual(at95.share + 1e-12);
      expect(at95.interval[1]).toBeGreaterThanOrEqual(at95.share - 1e-12);
      expect(at95.interval[1]).toBeLessThanOrEqual(1);
      expect(at978.interval[0]).toBeLessThanOrEqual(at95.interval[0] + 1e-12);
      expect(at978.interval[1]).toBeGreaterThanOrEqual(at95.interval[1] - 1e-12);
    }),
  );
});
