import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { CuttableLink } from '../testing/cuttable-link.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { freePort, startRedisProcess } from '../testing/redis-process.ts';
import { replaceMethods } from '../testing/replace-methods.ts';
import { textCodec } from '../testing/text-codec.ts';
import type { Cache } from './cache.ts';
import { createCache } from './create-cache.ts';
import type { KvClient } from './kv-client.ts';
import { createRedisClient } from './redis-client.ts';

/** Long enough for a busy machine: what cannot be reached is refused at once, whatever the deadline. */
const PATIENCE_MS = 5000;

function makeCache(
  url: string,
  changes: string[] = [],
  deadlineMs = PATIENCE_MS,
): { kv: KvClient; cache: Cache<string> } {
  const onChange = (isReady: boolean, reason: string) => changes.push(`${isReady ? 'ready' : 'lost'}: ${reason}`);
  const kv = createRedisClient({ url, deadlineMs, onChange });
  onTestFinished(() => kv.close());
  const l1 = { maxEntries: 100, maxBytes: 1e6 };
  return { kv, cache: createCache({ namespace: 'outage', l1, l2: kv, codec: textCodec, clock: new ManualClock() }) };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (await condition()) return;
    await sleep(10);
  }
  throw new Error('it did not come about in five seconds');
}

test('Redis down at start: every read is answered, nothing is thrown, and it is used once it comes', async () => {
  const port = await freePort();
  const changes: string[] = [];
  const { kv, cache } = makeCache(`redis://127.0.0.1:${port}`, changes);
  expect(kv.isReady).toBe(false);
  expect(await cache.fetch('a', async () => 'one', 60)).toEqual({ value: 'one', tier: 'miss' });
  await cache.set('b', 'two', 60);
  await cache.delete('b');
  await cache.deletePattern('c:*');
  expect(await cache.get('b')).toBeUndefined();
  expect(cache.getStats().l2Errors).toBe(0);
  expect(cache.getStats().l2Skips).toBeGreaterThan(0);

  await until(() => changes.length > 0);
  const redis = await startRedisProcess(port);
  onTestFinished(() => redis.stop());
  await until(() => kv.isReady);
  const next = makeCache(redis.url);
  await until(async () => {
    await cache.set('d', 'four', 60);
    return next.kv.isReady && (await next.cache.get('d')) === 'four';
  });
  expect(changes).toEqual(['lost: ECONNREFUSED', 'ready: connected']);
});

test('Redis killed in the middle and back again: no read fails', async () => {
  const redis = await startRedisProcess();
  const { kv, cache } = makeCache(redis.url);
  await until(() => kv.isReady);
  let isOver = false;
  let reads = 0;
  const reader = (async () => {
    while (!isOver) {
      const key = `key ${reads++ % 200}`;
      expect(await cache.getOrSet(key, async () => `value of ${key}`, 60)).toBe(`value of ${key}`);
      await sleep(1);
    }
  })();
  await sleep(50);
  await redis.stop();
  await until(() => !kv.isReady);
  await sleep(50);
  const successor = await startRedisProcess(redis.port);
  onTestFinished(() => successor.stop());
  await until(() => kv.isReady);
  await sleep(50);
  isOver = true;
  await reader;
  expect(reads).toBeGreaterThan(20);
});

test('a Redis that hangs costs a read its deadline and no more', async () => {
  const redis = await startRedisProcess();
  onTestFinished(() => redis.stop());
  const { kv, cache } = makeCache(redis.url, [], 50);
  await until(() => kv.isReady);
  redis.signal('SIGSTOP');
  const startedAt = performance.now();
  expect(await cache.fetch('a', async () => 'one', 60)).toEqual({ value: 'one', tier: 'miss' });
  // Not a measurement: without a deadline this would hang for ever.
  expect(performance.now() - startedAt).toBeLessThan(PATIENCE_MS);
  expect(cache.getStats().l2Errors).toBeGreaterThan(0);
  redis.signal('SIGCONT');
});

test('what was deleted while Redis could not be reached is not read when it can be again', async () => {
  const { link, kv, cache, witness } = await behindALink();
  for (const key of ['user:1', 'user:2', 'post:1', 'post:2', 'kept']) await cache.set(key, 'old', 60);
  await link.cut();
  await until(() => !kv.isReady);
  await cache.delete('post:1');
  await cache.deletePattern('user:*');
  await cache.set('post:2', 'new', 60);
  expect(await witness.get('outage:user:1')).not.toBeNull();
  await link.mend();
  await until(() => kv.isReady);
  const read = await Promise.all(['user:1', 'user:2', 'post:1', 'post:2'].map((key) => cache.get(key)));
  expect(read).toEqual([undefined, undefined, undefined, 'new']);
  for (const key of ['user:1', 'user:2', 'post:1', 'post:2']) {
    await until(async () => (await witness.get(`outage:${key}`)) === null);
  }
  expect(await witness.get('outage:kept')).not.toBeNull();
  const skipped = cache.getStats().l2Skips;
  await cache.get('a key of no interest');
  expect(cache.getStats().l2Skips).toBe(skipped);
});

test('until it has made up for its deletions the cache reads nothing from a Redis that is back', async () => {
  const redis = await startRedisProcess();
  onTestFinished(() => redis.stop());
  const link = await CuttableLink.to(redis.port);
  onTestFinished(() => link.cut());
  const kv = createRedisClient({ url: `redis://127.0.0.1:${link.port}`, deadlineMs: PATIENCE_MS });
  onTestFinished(() => kv.close());
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const scan = async function* (pattern: string) {
    await gate;
    yield* kv.scan(pattern);
  };
  const l1 = { maxEntries: 1, maxBytes: 1e6 };
  const l2 = replaceMethods(kv, { scan });
  const cache = createCache({ namespace: 'owing', l1, l2, codec: textCodec, clock: new ManualClock() });
  await until(() => kv.isReady);
  await cache.set('user:1', 'old', 60);
  await cache.set('other', 'fills L1, which holds one', 60);
  await link.cut();
  await until(() => !kv.isReady);
  await cache.deletePattern('user:*');
  await link.mend();
  await until(() => kv.isReady);
  expect(await cache.get('user:1')).toBeUndefined();
  open();
  await until(async () => (await kv.get('owing:user:1')) === null);
});

/** A cache whose Redis can be cut off, and a client that goes there by another way. */
async function behindALink() {
  const redis = await startRedisProcess();
  onTestFinished(() => redis.stop());
  const link = await CuttableLink.to(redis.port);
  onTestFinished(() => link.cut());
  const { kv, cache } = makeCache(`redis://127.0.0.1:${link.port}`);
  const witness = createRedisClient({ url: redis.url, deadlineMs: PATIENCE_MS });
  onTestFinished(() => witness.close());
  await until(() => kv.isReady && witness.isReady);
  return { link, kv, cache, witness };
}

test('a thousand deletions that a store in trouble owes cost those keys and nothing else', async () => {
  const { link, kv, cache, witness } = await behindALink();
  await cache.set('kept', 'old', 60);
  await cache.set('key 7', 'old', 60);
  await link.cut();
  await until(() => !kv.isReady);
  await cache.delete(...Array.from({ length: 1_500 }, (_, index) => `key ${index}`));
  await link.mend();
  await until(async () => (await witness.get('outage:key 7')) === null);
  expect(await witness.get('outage:kept')).not.toBeNull();
});

test('more deletions than can be remembered clear the namespace, and nothing outside it', async () => {
  const { link, kv, cache, witness } = await behindALink();
  await cache.set('kept', 'old', 60);
  await witness.set('elsewhere:kept', Buffer.from('theirs'), 60);
  await link.cut();
  await until(() => !kv.isReady);
  // One deletion of many keys, as a write makes it.
  await cache.delete(...Array.from({ length: 20_500 }, (_, index) => `key ${index}`));
  await link.mend();
  await until(async () => (await witness.get('outage:kept')) === null);
  expect((await witness.get('elsewhere:kept'))?.toString()).toBe('theirs');
});
