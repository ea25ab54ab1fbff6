import { expect, test } from 'vitest';
import { CacheFleet, countingLoader, settled } from '../testing/cache-fleet.ts';

test.each([
  ['l1', ['l1', 'value 1']],
  ['db', ['miss', 'value 2']],
] as const)('without its store a cache that falls back on %s answers from there', async (fallback, [tier, value]) => {
  const { cache, kv } = new CacheFleet({ fallback, bus: 'pubsub' }).join();
  const { load } = countingLoader();
  await settled();
  expect(await cache.fetch('a', load, 60)).toEqual({ tier: 'miss', value: 'value 1' });
  await settled();
  kv.link = 'down';
  expect(await cache.fetch('a', load, 60)).toEqual({ tier, value });
  expect(cache.peek('a')).toBe(fallback === 'l1' ? 'value 1' : undefined);
  kv.link = 'up';
  await settled();
  // What the others may have deleted meanwhile is not known: L1 was forgotten, and L2 knows.
  expect(await cache.fetch('a', load, 60)).toEqual({ tier: 'l2', value: 'value 1' });
});

test('falling back on the database, callers at the same time still share a load, and nothing is kept of it', async () => {
  const { cache, kv } = new CacheFleet({ fallback: 'db' }).join();
  kv.link = 'down';
  const { load, calls } = countingLoader();
  const together = await Promise.all([1, 2, 3].map(() => cache.getOrSet('a', load, 60)));
  expect([together, calls()]).toEqual([['value 1', 'value 1', 'value 1'], 1]);
  await cache.set('b', 'set', 60);
  expect([cache.peek('b'), await cache.get('b'), cache.getStats().entries]).toEqual([undefined, undefined, 0]);
});

test('a store that never was is one that cannot be reached', async () => {
  const { cache } = new CacheFleet({ fallback: 'db', l2: null }).join();
  const { load, calls } = countingLoader();
  await cache.getOrSet('a', load, 60);
  await cache.getOrSet('a', load, 60);
  expect(calls()).toBe(2);
});

test('what L1 held when the store was lost is not told after it came back', async () => {
  const fleet = new CacheFleet({ fallback: 'db' });
  const [first, second] = [fleet.join(), fleet.join()];
  await first.cache.set('a', 'old', 60);
  first.kv.link = 'down';
  expect(await first.cache.get('a')).toBeUndefined();
  await second.cache.set('a', 'new', 60);
  first.kv.link = 'up';
  expect(await first.cache.get('a')).toBe('new');
});
