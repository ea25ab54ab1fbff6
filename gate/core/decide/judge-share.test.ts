import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import type { ShareBlock } from '../stats/share-interval.ts';
import { judgeShare, leastEffectiveRequests, ONE_LOOK, THREE_LOOKS } from './judge-share.ts';

const even = (blocks: number, requests: number, over: number): ShareBlock[] =>
  Array.from({ length: blocks }, () => ({ requests, over }));
const judge = (blocks: readonly ShareBlock[], allowed: number, confidence = ONE_LOOK) =>
  judgeShare({ blocks, allowed, confidence, leastDesignEffect: 4 });

test('p95, p99 and p99.9 need 59, 299 and 2,995 effective requests, and more when judged three times', () => {
  expect([0.05, 0.01, 0.001].map((allowed) => leastEffectiveRequests(allowed, ONE_LOOK))).toEqual([59, 299, 2995]);
  expect([0.05, 0.01, 0.001].map((allowed) => leastEffectiveRequests(allowed, THREE_LOOKS))).toEqual([75, 380, 3815]);
});

test('nothing over the limit is met from exactly the least number of effective requests on', () => {
  // 20 blocks; a design effect of 4 is assumed: 59 × 4 = 236 requests, 12 a block is just enough, 11 is not.
  expect(judge(even(20, 12, 0), 0.05).verdict).toBe('met');
  expect(judge(even(20, 11, 0), 0.05).verdict).toBe('inconclusive');
  expect(judge(even(20, 11, 0), 0.05).reason).toContain('59 are needed');
});

test('few requests that were all over the limit are not a miss either', () => {
  expect(judge(even(20, 2, 2), 0.05).verdict).toBe('inconclusive');
  expect(judge(even(20, 11, 11), 0.05).verdict).toBe('inconclusive');
  expect(judge(even(20, 12, 12), 0.05).verdict).toBe('missed');
});

test('a clear miss stands however strongly it clusters', () => {
  const blocks = even(60, 500, 0).map((block, position) => (position % 2 === 0 ? { requests: 500, over: 400 } : block));
  expect(judge(blocks, 0.001).verdict).toBe('missed');
});

test('no requests and too few blocks are invalid', () => {
  expect(judge([], 0.05)).toMatchObject({ verdict: 'invalid', reason: 'no requests', estimate: null, mde: null });
  expect(judge(even(60, 0, 0), 0.05).verdict).toBe('invalid');
  expect(judge(even(19, 10_000, 0), 0.05).verdict).toBe('invalid');
  expect(judge([...even(19, 10_000, 0), ...even(50, 0, 0)], 0.05).verdict).toBe('invalid');
});

test('a share at the limit is inconclusive', () => {
  expect(judge(even(60, 100, 5), 0.05).verdict).toBe('inconclusive');
});

test('met, missed and inconclusive follow from the interval alone once there are requests enough', () => {
  const random = seededRandom(7);
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 90 }), fc.double({ min: 0, max: 0.15, noNaN: true }), (count, share) => {
      const blocks = Array.from({ length: count }, () => ({
        requests: 400,
        over: Math.round(400 * share * (0.5 + random())),
      }));
      const { verdict, estimate } = judge(blocks, 0.05);
      const [lower, upper] = estimate?.interval ?? [Number.NaN, Number.NaN];
      expect(verdict === 'met').toBe(upper <= 0.05);
      expect(verdict === 'missed').toBe(lower > 0.05);
    }),
  );
});

test('under-sampled data are never met, whatever they hold', () => {
  const block = fc
    .integer({ min: 0, max: 11 })
    .chain((requests) => fc.record({ requests: fc.constant(requests), over: fc.nat(requests) }));
  fc.assert(
    fc.property(fc.array(block, { maxLength: 20 }), (blocks) => {
      expect(judge(blocks, 0.05).verdict).not.toBe('met');
    }),
  );
});

test('the minimum detectable effect shrinks with the square root of the run', () => {
  const short = judge(even(30, 100, 3), 0.05).mde ?? Number.NaN;
  const long = judge(even(120, 100, 3), 0.05).mde ?? Number.NaN;
  expect(short / long).toBeCloseTo(2, 6);
});
