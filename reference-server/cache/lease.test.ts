import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { CacheFleet, settled } from '../testing/cache-fleet.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryKv, MemoryStore } from '../testing/memory-store.ts';
import { startRedisProcess } from '../testing/redis-process.ts';
import { replaceMethods } from '../testing/replace-methods.ts';
import { textCodec } from '../testing/text-codec.ts';
import { createCache } from './create-cache.ts';
import { Lease } from './lease.ts';
import { createRedisClient } from './redis-client.ts';

test('8 instances of 50 callers each over a real Redis make one load', async () => {
  const redis = await startRedisProcess();
  onTestFinished(() => redis.stop());
  const caches = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const kv = createRedisClient({ url: redis.url, deadlineMs: 5000 });
      onTestFinished(() => kv.close());
      await new Promise<void>((resolve) => kv.onReady(resolve));
      const l1 = { maxEntries: 100, maxBytes: 1e6 };
      const lease = { pollMs: 5 };
      return createCache({ namespace: 'lease', l1, l2: kv, codec: textCodec, clock: new ManualClock(), lease });
    }),
  );
  let loads = 0;
  const load = async () => {
    loads++;
    await sleep(50);
    return 'one';
  };
  const callers = caches.flatMap((cache) => Array.from({ length: 50 }, () => cache.getOrSet('a', load, 60)));
  expect(new Set(await Promise.all(callers))).toEqual(new Set(['one']));
  expect(loads).toBe(1);
  expect(caches.reduce((sum, cache) => sum + cache.getStats().sharedLoads, 0)).toBe(7);
});

test('a holder that fails hands over to the next, and one that died is waited for no longer than its lease', async () => {
  const fleet = new CacheFleet({ lease: { pollMs: 1, ttlMs: 5000 } });
  const [first, second] = [fleet.join(), fleet.join()];
  const failing = first.cache.getOrSet('a', () => sleep(20).then(() => Promise.reject(new Error('no'))), 60);
  await settled();
  const waiting = second.cache.getOrSet('a', async () => 'mine', 60);
  await expect(failing).rejects.toThrow('no');
  expect(await waiting).toBe('mine');
  await second.kv.claim('fleet:#lease:b', 'a dead process', 5000);
  const patient = second.cache.getOrSet('b', async () => 'late', 60);
  await sleep(10);
  fleet.clock.advance(5000);
  expect(await patient).toBe('late');
});

test('whoever waits too long, or cannot ask the store, does the work himself', async () => {
  const kv = new MemoryKv(new MemoryStore(new ManualClock()));
  const lease = new Lease(kv, 'lease:', () => 'me', { waitMs: 10, pollMs: 1 });
  await kv.claim('lease:a', 'somebody', 60_000);
  const work = { look: async () => undefined, make: async () => 'made' };
  expect(await lease.run('a', work)).toEqual({ result: 'made', isShared: false });
  kv.link = 'down';
  expect(await lease.run('b', work)).toEqual({ result: 'made', isShared: false });
  kv.link = 'mute';
  expect(await lease.run('c', work)).toEqual({ result: 'made', isShared: false });
});

test('a lease that ran out and was taken by another is not given back by its first holder', async () => {
  const clock = new ManualClock();
  const kv = new MemoryKv(new MemoryStore(clock));
  const ids = ['first', 'second'];
  const lease = new Lease(kv, 'lease:', () => ids.shift() ?? '', { ttlMs: 1000 });
  const { promise, resolve } = Promise.withResolvers<string>();
  const slow = lease.run('a', { look: async () => undefined, make: () => promise });
  await settled();
  clock.advance(1000);
  expect(await kv.claim('lease:a', 'second', 1000)).toBe(true);
  resolve('late');
  await slow;
  await settled();
  expect(String(await kv.get('lease:a'))).toBe('second');
});

test('what was left between the last look and the lease is taken, and not made again', async () => {
  const kv = new MemoryKv(new MemoryStore(new ManualClock()));
  const lease = new Lease(kv, 'lease:', () => 'me');
  const make = () => Promise.reject(new Error('made again'));
  expect(await lease.run('a', { look: async () => 'left', make })).toEqual({ result: 'left', isShared: true });
});

test('a lease is given back when the value lies in L2, not before', async () => {
  const clock = new ManualClock();
  const kv = new MemoryKv(new MemoryStore(clock));
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const l2 = replaceMethods(kv, { set: (key, value, ttlSeconds) => gate.then(() => kv.set(key, value, ttlSeconds)) });
  const l1 = { maxEntries: 100, maxBytes: 1e6 };
  const cache = createCache({ namespace: 'slow', l1, l2, codec: textCodec, clock, lease: {} });
  const read = cache.getOrSet('a', async () => 'one', 60);
  await settled();
  expect(await kv.get('slow:#lease:a')).not.toBeNull();
  open();
  expect(await read).toBe('one');
  await settled();
  expect(await kv.get('slow:#lease:a')).toBeNull();
});
