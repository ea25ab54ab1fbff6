import { describe, expect, test } from 'vitest';
import { CacheFleet, countingLoader, settled } from '../testing/cache-fleet.ts';
import type { Life } from './cache.ts';

const GRACE: Life = { ttlSeconds: 10, graceSeconds: 60 };
const WAIT: Life = { ...GRACE, whileStale: 'wait' };
const failing = () => Promise.reject(new Error('the database is gone'));

describe('a value in its grace', () => {
  test('is served at once while one load makes a new one', async () => {
    const fleet = new CacheFleet();
    const { cache } = fleet.join();
    const { load, calls } = countingLoader();
    await cache.fetch('a', load, GRACE);
    fleet.clock.advance(10_000);
    expect(cache.peek('a')).toBeUndefined();
    const reads = await Promise.all([1, 2, 3].map(() => cache.fetch('a', load, GRACE)));
    expect(reads).toEqual(Array(3).fill({ value: 'value 1', tier: 'stale' }));
    await settled();
    expect(await cache.fetch('a', load, GRACE)).toEqual({ value: 'value 2', tier: 'l1' });
    expect(calls()).toBe(2);
    expect(cache.getStats()).toMatchObject({ reads: 5, l1Hits: 4, staleHits: 3, refreshes: 1, loads: 2, misses: 1 });
  });

  test('in L2 alone it is served too, and refreshed', async () => {
    const fleet = new CacheFleet();
    const { load } = countingLoader();
    await fleet.join().cache.fetch('a', load, GRACE);
    await settled();
    fleet.clock.advance(10_000);
    const { cache } = fleet.join();
    expect(await cache.get('a')).toBeUndefined();
    expect(await cache.fetch('a', load, GRACE)).toEqual({ value: 'value 1', tier: 'stale' });
    await settled();
    expect(cache.peek('a')).toBe('value 2');
    expect(cache.getStats()).toMatchObject({ l2Hits: 1, staleHits: 1, refreshes: 1, misses: 1 });
  });

  test('outlives a database that is gone, and no more loads are tried than one for each time that errors are kept', async () => {
    const fleet = new CacheFleet();
    const { cache } = fleet.join();
    await cache.fetch('a', countingLoader().load, GRACE);
    let tries = 0;
    const fail = () => {
      tries++;
      return failing();
    };
    fleet.clock.advance(10_000);
    for (let ms = 0; ms < 3000; ms += 100) {
      expect(await cache.fetch('a', fail, GRACE)).toEqual({ value: 'value 1', tier: 'stale' });
      await settled();
      fleet.clock.advance(100);
    }
    expect(tries).toBe(3);
    fleet.clock.advance(57_000);
    await expect(cache.fetch('a', fail, GRACE)).rejects.toThrow('the database is gone');
  });

  test.each(['L1', 'L2'])(
    'who waits for a new value gets the old one of %s only where the load fails',
    async (tier) => {
      const fleet = new CacheFleet();
      const { load, calls } = countingLoader();
      const first = fleet.join().cache;
      await first.fetch('a', load, WAIT);
      await settled();
      const cache = tier === 'L1' ? first : fleet.join().cache;
      fleet.clock.advance(10_000);
      expect(await cache.fetch('a', failing, WAIT)).toEqual({ value: 'value 1', tier: 'stale' });
      fleet.clock.advance(1000);
      expect(await cache.fetch('a', load, WAIT)).toEqual({ value: 'value 2', tier: 'miss' });
      expect(calls()).toBe(2);
    },
  );

  test('that was deleted is gone with its grace', async () => {
    const fleet = new CacheFleet();
    const { cache } = fleet.join();
    await cache.fetch('a', countingLoader().load, GRACE);
    await settled();
    fleet.clock.advance(10_000);
    await cache.delete('a');
    await expect(cache.fetch('a', failing, GRACE)).rejects.toThrow('the database is gone');
  });

  test('a refresh that an older value was deleted under does not bring it back', async () => {
    const fleet = new CacheFleet();
    const { cache } = fleet.join();
    await cache.set('a', 'old', GRACE);
    fleet.clock.advance(10_000);
    const { promise, resolve } = Promise.withResolvers<string>();
    await cache.fetch('a', () => promise, GRACE);
    await settled();
    await cache.delete('a');
    resolve('old');
    await settled();
    expect(await cache.get('a')).toBeUndefined();
  });
});

test('that there is none is an answer with a time of its own, in both tiers', async () => {
  const fleet = new CacheFleet();
  const { cache } = fleet.join();
  const life = { ttlSeconds: 60, graceSeconds: 60, negativeTtlSeconds: 5 };
  let calls = 0;
  const none = async () => {
    calls++;
    return null;
  };
  expect(await cache.fetch('a', none, life)).toEqual({ value: null, tier: 'miss' });
  expect(await cache.fetch('a', none, life)).toEqual({ value: null, tier: 'l1' });
  await settled();
  expect(await fleet.join().cache.fetch('a', none, life)).toEqual({ value: null, tier: 'l2' });
  fleet.clock.advance(5000);
  expect(await cache.fetch('a', none, life)).toEqual({ value: null, tier: 'miss' });
  expect(calls).toBe(2);
});

test('jitter spreads the ends of lives that began together, to either side and by no more than it says', async () => {
  const draws = [0, 0.5, 0.999_999];
  const fleet = new CacheFleet({ jitter: 0.1, rng: { next: () => draws.shift() ?? 0.5 } });
  const { cache } = fleet.join();
  for (const key of ['short', 'middle', 'long']) await cache.set(key, key, 100);
  const held = () => ['short', 'middle', 'long'].filter((key) => cache.peek(key) !== undefined);
  fleet.clock.advance(89_999);
  expect(held()).toEqual(['short', 'middle', 'long']);
  fleet.clock.advance(1);
  expect(held()).toEqual(['middle', 'long']);
  fleet.clock.advance(10_000);
  expect(held()).toEqual(['long']);
  fleet.clock.advance(10_000);
  expect(held()).toEqual([]);
});

test('readers of a value that is soon to end draw lots for who refreshes it, and none of them waits', async () => {
  let draw = 0;
  const fleet = new CacheFleet({ earlyRefresh: 1, rng: { next: () => draw } });
  const { cache } = fleet.join();
  let calls = 0;
  const load = async () => {
    fleet.clock.advance(100);
    return `value ${++calls}`;
  };
  await cache.fetch('a', load, 10);
  await settled();
  fleet.clock.advance(9_800);
  // 200 ms are left and the load takes 100: the lot falls on a reader with exp(−2) = .135.
  draw = 0.864;
  expect(await cache.getOrSet('a', load, 10)).toBe('value 1');
  await settled();
  expect(calls).toBe(1);
  draw = 0.865;
  expect(await cache.fetch('a', load, 10)).toEqual({ value: 'value 1', tier: 'l1' });
  await settled();
  expect(calls).toBe(2);
  expect(cache.peek('a')).toBe('value 2');
});

test('a load that was called off is kept as no error: whoever asks next has it loaded', async () => {
  const { cache } = new CacheFleet().join();
  const calledOff = () => Promise.reject(AbortSignal.abort().reason);
  await expect(cache.fetch('a', calledOff, 60)).rejects.toMatchObject({ name: 'AbortError' });
  expect(await cache.getOrSet('a', async () => 'there', 60)).toBe('there');
});

test('an error is kept for all who ask, not for those who come after a deletion', async () => {
  const fleet = new CacheFleet();
  const { cache } = fleet.join();
  await expect(cache.fetch('a', failing, 60)).rejects.toThrow('gone');
  await expect(cache.fetch('a', async () => 'back', 60)).rejects.toThrow('gone');
  await cache.deletePattern('a*');
  expect(await cache.getOrSet('a', async () => 'back', 60)).toBe('back');
});
