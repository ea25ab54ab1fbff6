import { expect, test } from 'vitest';
import { CacheFleet, countingLoader, settled } from '../testing/cache-fleet.ts';
import { earliestRefreshMs, isEarlyRefresh } from './early-refresh.ts';

test.each([
  [0.5, 1],
  [2, 1],
  [4, 1],
  [25, 1],
  [2, 3],
])('at a time to live of %d loads and β %d the share of refreshes is that of the formula', (loads, beta) => {
  const draws = 200_000;
  let refreshes = 0;
  for (let draw = 0; draw < draws; draw++) if (isEarlyRefresh(loads * 10, 10, beta, draw / draws)) refreshes++;
  expect(refreshes / draws).toBeCloseTo(Math.exp(-loads / beta), 4);
});

test('without a load time nothing is refreshed early, and at its end everything is', () => {
  expect(isEarlyRefresh(1, 0, 1, 0.999_999)).toBe(false);
  expect(isEarlyRefresh(0, 10, 1, 0)).toBe(true);
});

test('no lot that can be drawn refreshes a value before the time from which lots are drawn', () => {
  const luckiest = 1 - 2 ** -53;
  const earliest = earliestRefreshMs(10, 2);
  expect(isEarlyRefresh(earliest * 1.000_001, 10, 2, luckiest)).toBe(false);
  expect(isEarlyRefresh(earliest * 0.999_999, 10, 2, luckiest)).toBe(true);
  expect(earliestRefreshMs(10, 0)).toBe(0);
});

test('who only peeks and draws the lot leaves the value to the one who fetches it, and he has it loaded anew', async () => {
  const draws: number[] = [];
  const fleet = new CacheFleet({ earlyRefresh: 1, rng: { next: () => draws.shift() ?? 0 } });
  const { cache } = fleet.join();
  const { load, calls } = countingLoader();
  const slowly = () => {
    fleet.clock.advance(100);
    return load();
  };
  await cache.fetch('a', slowly, 10);
  draws.push(0.9, 0.999_9);
  fleet.clock.advance(5_000);
  // A lot is not even drawn while none could win.
  expect([cache.peek('a'), draws.length]).toEqual(['value 1', 2]);
  fleet.clock.advance(4_500);
  expect([cache.peek('a'), cache.peek('a')]).toEqual(['value 1', undefined]);
  expect(await cache.fetch('a', slowly, 10)).toEqual({ value: 'value 1', tier: 'l1' });
  await settled();
  expect(cache.peek('a')).toBe('value 2');
  expect(calls()).toBe(2);
  expect(cache.getStats()).toMatchObject({ reads: 5, l1Hits: 4, misses: 1, refreshes: 1, earlyRefreshes: 1 });
});
