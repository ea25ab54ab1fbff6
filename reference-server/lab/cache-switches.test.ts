import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Cache } from '../cache/cache.ts';
import { createCache } from '../cache/create-cache.ts';
import { createRedisClient } from '../cache/redis-client.ts';
import type { CacheSettings } from '../server-config.ts';
import { systemClock } from '../system-clock.ts';
import { freePort, type RedisProcess, startRedisProcess } from '../testing/redis-process.ts';
import { textCodec } from '../testing/text-codec.ts';
import { cacheChangesOf } from './cache-changes.ts';
import { KvLender } from './kv-share.ts';
import { readSwitches } from './switches.ts';

const l1 = { maxEntries: 10_000, maxBytes: 1e8 };
const PLAIN: CacheSettings = { l1 };
const FULL: CacheSettings = {
  l1,
  jitter: 0.1,
  earlyRefresh: 1,
  life: { graceSeconds: 300, whileStale: 'revalidate', negativeTtlSeconds: 10 },
  breaker: { failures: 2 },
  compression: { name: 'br-4', minBytes: 100 },
};
let redis: RedisProcess;
let names = 0;

beforeAll(async () => {
  redis = await startRedisProcess();
});
afterAll(() => redis.stop());

/** A cache of a variant with these switches, on a server whose caches are set like `own`. */
async function cacheWith(switches: object, own: CacheSettings): Promise<Cache<string>> {
  const read = readSwitches(switches);
  if (typeof read === 'string') throw new TypeError(read);
  const kv = createRedisClient({ url: redis.url, deadlineMs: 1_000 });
  onTestFinished(() => kv.close());
  await new Promise<void>((resolve) => kv.onReady(resolve));
  const namespace = `test${names++}`;
  const isNegative = (value: string) => value === 'nothing';
  const changes = cacheChangesOf(read, own, kv);
  const cache = createCache<string>({
    ...own,
    namespace,
    l2: kv,
    codec: textCodec,
    clock: systemClock,
    isNegative,
    ...changes,
  });
  onTestFinished(() => cache.close());
  return cache;
}

test.each([
  ['on', 1],
  ['off', 20],
])('with single flight %s twenty callers who miss together load %i times', async (position, loads) => {
  const cache = await cacheWith({ cache: 'l1', 'cache.singleflight': position }, PLAIN);
  let loaded = 0;
  const load = async () => {
    loaded += 1;
    await sleep(20);
    return 'a value';
  };
  const reads = await Promise.all(Array.from({ length: 20 }, () => cache.fetch('key', load, 60)));
  expect(loaded).toBe(loads);
  expect(new Set(reads.map(({ value, tier }) => `${value} ${tier}`))).toEqual(new Set(['a value miss']));
  expect(cache.peek('key')).toBe('a value');
});

test.each(['key', 'pattern', 'tag'])(
  'a load that nobody shares does not bring back what a %s deleted',
  async (what) => {
    const cache = await cacheWith({ cache: 'l1', 'cache.singleflight': 'off' }, PLAIN);
    const { promise, resolve } = Promise.withResolvers<string>();
    const read = cache.fetch('key', () => promise, { ttlSeconds: 60, tags: ['tag'] });
    await sleep(5);
    if (what === 'key') await cache.delete('key');
    else if (what === 'tag') await cache.deleteTags('tag');
    else await cache.deletePattern('k*');
    resolve('the old value');
    expect((await read).value).toBe('the old value');
    expect(cache.peek('key')).toBeUndefined();
  },
);

test.each([
  ['on', PLAIN, true],
  ['on', FULL, true],
  ['off', FULL, false],
])(
  'with grace %s a value past its time is served while it is loaded anew: case %#',
  async (position, own, isServed) => {
    const cache = await cacheWith({ cache: 'l1', 'cache.grace': position, 'cache.jitter': 'off' }, own);
    await cache.set('key', 'old', 0.02);
    await sleep(40);
    const { tier } = await cache.fetch('key', async () => 'new', 60);
    expect(tier).toBe(isServed ? 'stale' : 'miss');
  },
);

test.each([
  ['on', FULL, 1],
  ['on', PLAIN, 1],
  ['off', FULL, 2],
])('with negative %s that there is nothing is kept or not: case %#', async (position, own, loads) => {
  const cache = await cacheWith({ cache: 'l1', 'cache.negative': position }, own);
  let loaded = 0;
  const load = async () => {
    loaded += 1;
    return 'nothing';
  };
  await cache.fetch('key', load, 60);
  await cache.fetch('key', load, 60);
  expect(loaded).toBe(loads);
});

test.each([
  ['on', PLAIN, true],
  ['off', FULL, false],
])('with jitter %s lifetimes in Redis differ or not', async (position, own, isSpread) => {
  const cache = await cacheWith({ cache: 'l2', 'cache.jitter': position, 'cache.grace': 'off' }, own);
  await Promise.all(Array.from({ length: 50 }, (_, index) => cache.set(`key${index}`, 'value', 10_000)));
  const client = new Redis(redis.url);
  onTestFinished(() => client.disconnect());
  const keys = await client.keys(`${cache.namespace}:key*`);
  const ttls = new Set(await Promise.all(keys.map((key) => client.ttl(key))));
  expect(keys).toHaveLength(50);
  expect(ttls.size > 2).toBe(isSpread);
});

test.each([
  ['on', PLAIN, true],
  ['off', FULL, false],
])('with xfetch %s a value that is soon to end is loaded beforehand or not', async (position, own, isRefreshed) => {
  const cache = await cacheWith(
    { cache: 'l1', 'cache.xfetch': position, 'cache.jitter': 'off', 'cache.grace': 'off' },
    own,
  );
  // Its load took as long as it lives: nearly every reader would load it anew.
  const slow = () => sleep(60, 'a value');
  await cache.fetch('key', slow, 0.06);
  for (let time = 0; time < 30; time += 1) await cache.fetch('key', slow, 0.06);
  expect(cache.getStats().refreshes > 0).toBe(isRefreshed);
});

test.each([
  ['lru', 0, 0],
  ['sieve', 80, 80],
  ['tinylfu', 72, 80],
])('with admission %s a scan leaves %i to %i of eighty keys that are wanted', async (admission, least, most) => {
  const own = { l1: { maxEntries: 100, maxBytes: 1e6 } };
  const cache = await cacheWith({ cache: 'l1', 'cache.admission': admission }, own);
  const read = (key: string) => cache.fetch(key, async () => key, 60);
  const wanted = Array.from({ length: 80 }, (_, index) => `wanted${index}`);
  for (let time = 0; time < 3; time += 1) for (const key of wanted) await read(key);
  for (let scanned = 0; scanned < 500; scanned += 1) await read(`scanned${scanned}`);
  const left = wanted.filter((key) => cache.peek(key) !== undefined).length;
  expect(left).toBeGreaterThanOrEqual(least);
  expect(left).toBeLessThanOrEqual(most);
  expect(cache.getStats()).toMatchObject({ entries: 100, maxEntries: 100, evictions: 480 });
});

test.each(['none', 'gzip-1', 'br-4', 'zstd-3'])('with codec %s values lie in Redis so', async (codec) => {
  const cache = await cacheWith({ cache: 'l2', 'cache.codec': codec }, codec === 'none' ? FULL : PLAIN);
  const text = 'a text that repeats itself. '.repeat(500);
  await cache.set('key', text, 60);
  const client = new Redis(redis.url);
  onTestFinished(() => client.disconnect());
  const bytes = (await client.getBuffer(`${cache.namespace}:key`))?.length ?? 0;
  expect(bytes > text.length).toBe(codec === 'none');
  expect(bytes).toBeGreaterThan(0);
  expect(await cache.get('key')).toBe(text);
});

test.each([
  ['on', PLAIN, true],
  ['off', FULL, false],
])('with breaker %s a store that does not answer is left alone or asked each time', async (position, own, isLeft) => {
  const silent = await startRedisProcess(await freePort());
  onTestFinished(() => {
    silent.signal('SIGCONT');
    return silent.stop();
  });
  const kv = createRedisClient({ url: silent.url, deadlineMs: 20 });
  onTestFinished(() => kv.close());
  await new Promise<void>((resolve) => kv.onReady(resolve));
  const read = readSwitches({ cache: 'l2', 'cache.breaker': position });
  if (typeof read === 'string') throw new TypeError(read);
  const share = new KvLender(kv).lend();
  const cache = createCache<string>({
    ...own,
    namespace: 'silent',
    l2: kv,
    codec: textCodec,
    clock: systemClock,
    ...cacheChangesOf(read, own, share),
  });
  silent.signal('SIGSTOP');
  for (let time = 0; time < 12; time += 1) await cache.get(`key${time}`);
  expect(share.getCommandCount() < 12).toBe(isLeft);
});

test('what is left out is as the server is set', () => {
  expect(cacheChangesOf({}, FULL, null)).toEqual({
    l2: null,
    isSingleFlight: true,
    jitter: 0.1,
    earlyRefresh: 1,
    life: FULL.life,
  });
});

test('a share hears of the store until it is closed, and counts its own commands alone', async () => {
  const kv = createRedisClient({ url: redis.url, deadlineMs: 1_000 });
  onTestFinished(() => kv.close());
  const lender = new KvLender(kv);
  const [one, other] = [lender.lend(), lender.lend()];
  const heard: string[] = [];
  one.onReady(() => void heard.push('one'));
  other.onReady(() => void heard.push('other'));
  await other.close();
  await new Promise<void>((resolve) => kv.onReady(resolve));
  expect(heard).toEqual(['one']);
  await one.set('key', Buffer.from('x'), 10);
  expect((await other.get('key'))?.toString()).toBe('x');
  expect([one.getCommandCounts(), other.getCommandCounts(), kv.getCommandCount()]).toEqual([{ set: 1 }, { get: 1 }, 2]);
});
