import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { type RedisProcess, startRedisProcess } from '../testing/redis-process.ts';
import { replaceMethods } from '../testing/replace-methods.ts';
import { textCodec } from '../testing/text-codec.ts';
import type { CacheOptions } from './cache-options.ts';
import { createCache } from './create-cache.ts';
import type { KvClient } from './kv-client.ts';
import { createRedisClient } from './redis-client.ts';

let redis: RedisProcess;
let kv: KvClient;
let namespaces = 0;

beforeAll(async () => {
  redis = await startRedisProcess();
  kv = createRedisClient({ url: redis.url, deadlineMs: 5000 });
  await new Promise<void>((resolve) => kv.onReady(resolve));
});

afterAll(async () => {
  await kv.close();
  await redis.stop();
});

function makeCache(options: Partial<CacheOptions<string>> = {}) {
  const clock = new ManualClock();
  const namespace = `cache${namespaces++}`;
  const l1 = { maxEntries: 100, maxBytes: 1e6 };
  return { clock, namespace, cache: createCache({ namespace, l1, l2: kv, codec: textCodec, clock, ...options }) };
}

/** The same namespace seen by another process: an L1 of its own over the same L2. */
function neighbour({ clock, namespace }: { clock: ManualClock; namespace: string }) {
  return createCache({ namespace, l1: { maxEntries: 100, maxBytes: 1e6 }, l2: kv, codec: textCodec, clock });
}

/** L2 is filled without being waited for; Redis answers in order, so a round trip later it is there. */
const filled = () => kv.ping();

describe('reads', () => {
  test('a miss loads and fills both tiers: then L1 answers here and L2 next door', async () => {
    const first = makeCache();
    const second = neighbour(first);
    let loads = 0;
    const load = async () => `value ${++loads}`;
    expect(await first.cache.fetch('a', load, 60)).toEqual({ value: 'value 1', tier: 'miss' });
    expect(await first.cache.fetch('a', load, 60)).toEqual({ value: 'value 1', tier: 'l1' });
    expect(first.cache.peek('a')).toBe('value 1');
    await filled();
    expect(second.peek('a')).toBeUndefined();
    expect(await second.fetch('a', load, 60)).toEqual({ value: 'value 1', tier: 'l2' });
    expect(await second.fetch('a', load, 60)).toEqual({ value: 'value 1', tier: 'l1' });
    expect(first.cache.getStats()).toMatchObject({ reads: 3, l1Hits: 2, l2Hits: 0, misses: 1, loads: 1, entries: 1 });
    expect(second.getStats()).toMatchObject({ reads: 2, l1Hits: 1, l2Hits: 1, misses: 0, loads: 0, entries: 1 });
  });

  test('get reads both tiers and loads nothing', async () => {
    const first = makeCache();
    const second = neighbour(first);
    expect(await first.cache.get('a')).toBeUndefined();
    await first.cache.set('a', 'one', 60);
    expect([await first.cache.get('a'), await second.get('a'), second.peek('a')]).toEqual(['one', 'one', 'one']);
    expect(first.cache.getStats()).toMatchObject({ reads: 2, l1Hits: 1, l2Hits: 0, misses: 1 });
    expect(second.getStats()).toMatchObject({ reads: 2, l1Hits: 1, l2Hits: 1, misses: 0 });
  });

  test('a value that L1 took from L2 lives for the rest of its life, not for a new one', async () => {
    const first = makeCache();
    const second = neighbour(first);
    await first.cache.set('a', 'one', 10);
    first.clock.advance(8000);
    expect(await second.get('a')).toBe('one');
    first.clock.advance(2000);
    expect(await second.get('a')).toBeUndefined();
  });

  test('null is a value', async () => {
    const l1 = { maxEntries: 10, maxBytes: 1e5 };
    const cache = createCache<string | null>({
      namespace: 'null',
      l1,
      l2: kv,
      codec: textCodec,
      clock: new ManualClock(),
    });
    expect(await cache.fetch('a', async () => null, 60)).toEqual({ value: null, tier: 'miss' });
    expect(await cache.fetch('a', async () => null, 60)).toEqual({ value: null, tier: 'l1' });
  });

  test('it works with L1 alone', async () => {
    const { cache, clock } = makeCache({ l2: null });
    expect(await cache.getOrSet('a', async () => 'one', 60)).toBe('one');
    await cache.set('b', 'two', 60);
    await cache.delete('b');
    expect([cache.peek('a'), cache.peek('b'), await cache.get('b')]).toEqual(['one', undefined, undefined]);
    clock.advance(60_000);
    expect(cache.peek('a')).toBeUndefined();
    await cache.deletePattern('*');
    expect(cache.getStats()).toMatchObject({ entries: 0, l2Errors: 0, l2Skips: 0 });
  });
});

describe('single flight', () => {
  test('1000 callers who miss at once share one load', async () => {
    const { cache } = makeCache();
    let loads = 0;
    const load = async () => {
      loads++;
      await sleep(5);
      return 'one';
    };
    const reads = await Promise.all(Array.from({ length: 1000 }, () => cache.fetch('a', load, 60)));
    expect(loads).toBe(1);
    expect(reads.every((read) => read.value === 'one' && read.tier === 'miss')).toBe(true);
    expect(cache.getStats()).toMatchObject({ reads: 1000, misses: 1000, loads: 1 });
  });

  test('a failing loader runs once for 200 callers, who all get its error; after a while the next caller tries again', async () => {
    const { cache, clock } = makeCache();
    let loads = 0;
    const failure = new Error('the database said no');
    const fail = async () => {
      loads++;
      await sleep(5);
      throw failure;
    };
    const ends = await Promise.allSettled(Array.from({ length: 200 }, () => cache.getOrSet('a', fail, 60)));
    expect(loads).toBe(1);
    expect(ends.every((end) => end.status === 'rejected' && end.reason === failure)).toBe(true);
    expect(cache.getStats()).toMatchObject({ misses: 200, loads: 1, loadErrors: 1, entries: 0 });
    clock.advance(999);
    await expect(cache.getOrSet('a', async () => 'too early', 60)).rejects.toBe(failure);
    clock.advance(1);
    expect(await cache.getOrSet('a', async () => 'back', 60)).toBe('back');
  });

  test('a loader that throws before it returns a promise is a rejection like any other', async () => {
    const { cache } = makeCache({ errorTtlMs: 0 });
    const load = (): Promise<string> => {
      throw new Error('at once');
    };
    await expect(cache.getOrSet('a', load, 60)).rejects.toThrow('at once');
    expect(await cache.getOrSet('a', async () => 'back', 60)).toBe('back');
  });

  test('different keys load side by side', async () => {
    const { cache } = makeCache();
    let running = 0;
    let most = 0;
    const load = async () => {
      most = Math.max(most, ++running);
      await sleep(5);
      running--;
      return 'one';
    };
    await Promise.all(['a', 'b', 'c'].map((key) => cache.getOrSet(key, load, 60)));
    expect(most).toBe(3);
  });
});

describe('invalidation', () => {
  test('delete and deletePattern clear both tiers', async () => {
    const first = makeCache();
    for (const key of ['user:1', 'user:2', 'posts:1']) await first.cache.set(key, key, 60);
    await first.cache.delete('posts:1');
    await first.cache.deletePattern('user:*');
    const second = neighbour(first);
    for (const key of ['user:1', 'user:2', 'posts:1']) {
      expect([first.cache.peek(key), await second.get(key)]).toEqual([undefined, undefined]);
    }
  });

  test('a pattern takes along the patterns declared as related to it, and a namespace never reaches into another', async () => {
    const { cache } = makeCache({ related: { 'user:*': ['users:*'] } });
    const other = makeCache();
    await cache.set('users:all', 'list', 60);
    await cache.set('user:1', 'one', 60);
    await other.cache.set('user:1', 'theirs', 60);
    await cache.deletePattern('user:*');
    expect([await cache.get('users:all'), await cache.get('user:1')]).toEqual([undefined, undefined]);
    expect(await other.cache.get('user:1')).toBe('theirs');
  });

  test.each([
    ['delete', (cache: ReturnType<typeof makeCache>['cache']) => cache.delete('user:1')],
    ['deletePattern', (cache: ReturnType<typeof makeCache>['cache']) => cache.deletePattern('user:*')],
  ])(
    '%s while a load is under way: its waiters get the old value, nobody after them does',
    async (_name, invalidate) => {
      const { cache } = makeCache();
      let database = 'old';
      const { promise: began, resolve: begin } = Promise.withResolvers<void>();
      const slowLoad = async () => {
        const read = database;
        begin();
        await sleep(30);
        return read;
      };
      const early = cache.getOrSet('user:1', slowLoad, 60);
      await began;
      database = 'new';
      await invalidate(cache);
      expect(await cache.getOrSet('user:1', slowLoad, 60)).toBe('new');
      expect(await early).toBe('old');
      await filled();
      expect(await cache.get('user:1')).toBe('new');
    },
  );

  test('delete while L2 is being read: the reader gets the old value, L1 does not', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const first = makeCache({
      l2: replaceMethods(kv, { get: async (key) => (await Promise.all([kv.get(key), gate]))[0] }),
    });
    const { cache } = first;
    await neighbour(first).set('a', 'old', 60);
    const early = cache.get('a');
    await sleep(5);
    await cache.delete('a');
    open();
    expect(await early).toBe('old');
    expect(cache.peek('a')).toBeUndefined();
  });

  test('a pattern also takes what a reader brings back from L2 while L2 is being searched', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const scan = async function* (pattern: string) {
      await gate;
      yield* kv.scan(pattern);
    };
    const { cache } = makeCache({ l2: replaceMethods(kv, { scan }) });
    await cache.set('user:1', 'old', 60);
    const deletion = cache.deletePattern('user:*');
    expect(await cache.get('user:1')).toBe('old');
    open();
    await deletion;
    expect([cache.peek('user:1'), await cache.get('user:1')]).toEqual([undefined, undefined]);
  });

  test('set while a load is under way: the set value stays', async () => {
    const { cache } = makeCache();
    const { promise: began, resolve: begin } = Promise.withResolvers<void>();
    const slowLoad = () => {
      begin();
      return sleep(20, 'old');
    };
    const early = cache.getOrSet('a', slowLoad, 60);
    await began;
    await cache.set('a', 'new', 60);
    await early;
    await filled();
    expect([cache.peek('a'), await cache.get('a')]).toEqual(['new', 'new']);
  });
});

test('a namespace with a "*" is refused', () => {
  expect(() => makeCache({ namespace: 'a*' })).toThrow(RangeError);
});
