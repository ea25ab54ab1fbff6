import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PoolLimit } from './pool-limit.ts';

const quiet = { busyShare: 0.1, hadWaiters: false };
const busy = { busyShare: 0.9, hadWaiters: false };

test('a fixed limit is the maximum, whatever was asked', () => {
  const limit = new PoolLimit({ min: 2, max: 20, isDynamic: false });
  expect([limit.now, limit.adapt(quiet), limit.adapt({ ...busy, hadWaiters: true })]).toEqual([20, 20, 20]);
});

test('a dynamic limit grows under load up to the maximum and shrinks in silence down to the minimum', () => {
  const limit = new PoolLimit({ min: 4, max: 20, isDynamic: true });
  expect([limit.now, limit.adapt(busy), limit.adapt(busy), limit.adapt(busy)]).toEqual([8, 12, 18, 20]);
  expect([limit.adapt({ busyShare: 0.5, hadWaiters: false }), limit.adapt(quiet)]).toEqual([20, 16]);
  for (let period = 0; period < 20; period += 1) limit.adapt(quiet);
  expect(limit.now).toBe(4);
});

test('one caller that waited is enough to grow, however little was busy on average', () => {
  const limit = new PoolLimit({ min: 4, max: 20, isDynamic: true });
  expect(limit.adapt({ busyShare: 0.01, hadWaiters: true })).toBe(12);
});

test('a limit never leaves its bounds', () => {
  const use = fc.record({ busyShare: fc.double({ min: 0, max: 1, noNaN: true }), hadWaiters: fc.boolean() });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }), fc.array(use), (min, more, uses) => {
      const max = Math.max(1, min + more);
      const limit = new PoolLimit({ min, max, isDynamic: true });
      for (const one of uses) {
        const now = limit.adapt(one);
        expect(now).toBeGreaterThanOrEqual(Math.max(1, min));
        expect(now).toBeLessThanOrEqual(max);
        expect(Number.isInteger(now)).toBe(true);
      }
    }),
  );
});
