import { expect, test } from 'vitest';
import { CacheFleet, settled } from '../testing/cache-fleet.ts';

const TEXT = 'all alike '.repeat(200);

test('what becomes smaller on its way to the store is counted before and after, and what does not is not', async () => {
  const { cache } = new CacheFleet({ compression: { name: 'gzip-1', minBytes: 100 } }).join();
  await cache.set('short', 'short', 60);
  expect(cache.getStats()).toMatchObject({ compressedBytesIn: 0, compressedBytesOut: 0 });
  await cache.set('long', TEXT, 60);
  const { compressedBytesIn, compressedBytesOut } = cache.getStats();
  expect(compressedBytesIn).toBe(TEXT.length);
  expect(compressedBytesOut).toBeGreaterThan(0);
  expect(compressedBytesOut).toBeLessThan(TEXT.length / 5);
});

test('"there is none" is counted wherever it is found, and lives as all values do that say nothing else', async () => {
  const fleet = new CacheFleet({ life: { negativeTtlSeconds: 10, graceSeconds: 60 } });
  const [first, second] = [fleet.join().cache, fleet.join().cache];
  const none = async () => null;
  await first.fetch('a', none, 300);
  await settled();
  expect([await second.get('a'), second.peek('a'), await first.getOrSet('a', none, 300)]).toEqual([null, null, null]);
  expect([first.getStats().negativeHits, second.getStats().negativeHits]).toEqual([1, 2]);
  fleet.clock.advance(10_000);
  expect(await first.fetch('a', async () => 'made since', 300)).toEqual({ value: 'made since', tier: 'miss' });
});

test('a store that falls silent is told from one that refuses, and the breaker says what it does', async () => {
  const fleet = new CacheFleet({ breaker: { failures: 3, windowMs: 10_000, cooldownMs: 1000 } });
  const { cache, kv } = fleet.join();
  expect(cache.getStats()).toMatchObject({ breakerState: 'closed', breakerOpenings: 0 });
  kv.link = 'oom';
  await cache.set('a', 'value', 60);
  await settled();
  const refused = cache.getStats();
  expect(refused.l2Timeouts).toBe(0);
  expect(refused.l2Errors).toBeGreaterThan(0);
  kv.link = 'mute';
  for (const key of ['b', 'c', 'd', 'e']) await cache.get(key);
  expect(cache.getStats()).toMatchObject({ l2Timeouts: 3, breakerState: 'open', breakerOpenings: 1, l2Skips: 1 });
  fleet.clock.advance(1000);
  kv.link = 'up';
  await cache.get('f');
  expect(cache.getStats()).toMatchObject({ breakerState: 'closed', breakerOpenings: 1 });
});

test('deletions that the store was not told are a level, and what the others missed is counted where they forget', async () => {
  const fleet = new CacheFleet({ bus: 'pubsub' });
  const [first, second] = [fleet.join(), fleet.join()];
  await settled();
  await first.cache.delete('a');
  expect([first.cache.getStats().busSent, second.cache.getStats().busReceived]).toEqual([1, 1]);
  expect(second.cache.getStats().busResyncs).toBe(0);
  first.kv.link = 'down';
  await first.cache.delete('b', 'c');
  expect(first.cache.getStats().owedDeletions).toBe(2);
  first.kv.link = 'up';
  await settled();
  expect(first.cache.getStats()).toMatchObject({ owedDeletions: 0, busResyncs: 1 });
  expect(second.cache.getStats().busResyncs).toBe(1);
});

test('a load that another process had begun is waited for and counted as such', async () => {
  const fleet = new CacheFleet({ lease: { pollMs: 1 } });
  const [first, second] = [fleet.join().cache, fleet.join().cache];
  const { promise, resolve } = Promise.withResolvers<string>();
  const leader = first.getOrSet('a', () => promise, 60);
  await settled();
  const follower = second.getOrSet('a', async () => 'twice', 60);
  await settled();
  resolve('once');
  expect(await Promise.all([leader, follower])).toEqual(['once', 'once']);
  expect(first.getStats()).toMatchObject({ leaseWaits: 0, sharedLoads: 0, loads: 1 });
  expect(second.getStats()).toMatchObject({ leaseWaits: 1, sharedLoads: 1, loads: 0 });
});

test('an absence that is for L1 alone is kept there while others are heard, and L2 forgets what there was', async () => {
  const fleet = new CacheFleet({ negatives: 'l1', bus: 'pubsub', life: { negativeTtlSeconds: 60, graceSeconds: 60 } });
  const [first, second] = [fleet.join(), fleet.join()];
  await settled();
  const none = async () => null;
  await first.cache.fetch('a', none, 300);
  await settled();
  expect([first.cache.peek('a'), await second.cache.get('a')]).toEqual([null, undefined]);
  await second.cache.delete('a');
  expect(first.cache.peek('a')).toBeUndefined();
  await first.cache.set('b', 'was there', 10);
  fleet.clock.advance(10_000);
  await first.cache.fetch('b', none, 10);
  await settled();
  expect(await second.cache.fetch('b', async () => 'loaded', 10)).toEqual({ value: 'loaded', tier: 'miss' });
  first.kv.link = 'down';
  await first.cache.fetch('c', none, 300);
  expect(first.cache.peek('c')).toBeUndefined();
  const alone = new CacheFleet({ negatives: 'l1', l2: null }).join().cache;
  await alone.fetch('a', none, 300);
  expect(alone.peek('a')).toBeNull();
});

const REFUSED = async () => {
  throw new Error('the database said no');
};

test('a stale answer is a hit of the tier that held it: of L1 where there is no other', async () => {
  const life = { ttlSeconds: 10, graceSeconds: 60, whileStale: 'wait' } as const;
  const alone = new CacheFleet({ l2: null, errorTtlMs: 1000 });
  const { cache } = alone.join();
  await cache.getOrSet('a', async () => 'kept', life);
  alone.clock.advance(10_000);
  // The first has the load fail, the second is told of that.
  for (let read = 0; read < 2; read++) expect(await cache.fetch('a', REFUSED, life)).toMatchObject({ tier: 'stale' });
  expect(cache.getStats()).toMatchObject({ l1Hits: 2, l2Hits: 0, staleHits: 2, misses: 1, l2Reads: 0 });

  const fleet = new CacheFleet();
  const [first, second] = [fleet.join().cache, fleet.join().cache];
  await first.getOrSet('a', async () => 'kept', life);
  await settled();
  fleet.clock.advance(10_000);
  expect(await second.fetch('a', REFUSED, life)).toEqual({ value: 'kept', tier: 'stale' });
  expect(second.getStats()).toMatchObject({ l1Hits: 0, l2Hits: 1, staleHits: 1, l2Misses: 0 });
});

test('what L2 had not is counted by its reads, however many shared them', async () => {
  const fleet = new CacheFleet();
  await fleet.join().cache.set('hot', 'value', 60);
  const { cache, kv } = fleet.join();
  await Promise.all(Array.from({ length: 200 }, () => cache.fetch('hot', REFUSED, 60)));
  for (let key = 0; key < 50; key++) await cache.fetch(`cold ${key}`, async () => 'loaded', 60);
  expect(cache.getStats()).toMatchObject({ l2Hits: 200, l2Reads: 51, l2Misses: 50, misses: 50 });
  kv.link = 'mute';
  await cache.get('never asked');
  expect(cache.getStats()).toMatchObject({ l2Reads: 52, l2Misses: 50, l2Errors: 1 });
});
