import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { type RedisProcess, startRedisProcess } from '../testing/redis-process.ts';
import { textCodec } from '../testing/text-codec.ts';
import type { Cache } from './cache.ts';
import { createCache } from './create-cache.ts';
import { createRedisClient } from './redis-client.ts';

let redis: RedisProcess;
/** Somebody at a console. */
let operator: Redis;

beforeAll(async () => {
  redis = await startRedisProcess();
  operator = new Redis(redis.url);
});
afterAll(async () => {
  operator.disconnect();
  await redis.stop();
});

function clientOf() {
  const kv = createRedisClient({ url: redis.url, deadlineMs: 5000 });
  onTestFinished(() => kv.close());
  return kv;
}

function cacheOn(kv: ReturnType<typeof clientOf>, namespace: string): Cache<string> {
  const l1 = { maxEntries: 100, maxBytes: 1e6 };
  return createCache({ namespace, l1, l2: kv, codec: textCodec, clock: new ManualClock(), bus: 'tracking' });
}

const until = async (isSo: () => boolean) => {
  for (let wait = 0; !isSo(); wait += 1) {
    if (wait > 1000) throw new Error('it did not become so');
    await sleep(5);
  }
};

/** Resolves when a change of somebody else is heard of; until then the caches may not be told of any. */
async function hearing(...caches: readonly Cache<string>[]): Promise<void> {
  for (const cache of caches) {
    const received = () => cache.getStats().busReceived;
    for (const before = received(); received() === before; await sleep(10)) {
      await operator.set(`${cache.namespace}:nobody's`, '', 'PX', 1000);
    }
  }
}

test('what somebody at a console changes, deletes or lets expire leaves L1, and what one loads oneself stays in it', async () => {
  const cache = cacheOn(clientOf(), 'tracked');
  await hearing(cache);
  for (const key of ['a', 'b', 'c', 'd, e']) await cache.fetch(key, async () => `${key} of ours`, 60);
  await sleep(50);
  expect(['a', 'b', 'c', 'd, e'].map((key) => cache.peek(key))).toEqual([
    'a of ours',
    'b of ours',
    'c of ours',
    'd, e of ours',
  ]);
  await operator.del('tracked:a');
  await operator.pexpire('tracked:b', 1);
  await operator.set('tracked:d, e', 'rubbish');
  await until(() => ['a', 'b', 'd, e'].every((key) => cache.peek(key) === undefined));
  expect(cache.peek('c')).toBe('c of ours');
  await operator.set('of somebody else:c', 'x');
  const { busResyncs } = cache.getStats();
  await operator.flushall();
  await until(() => cache.peek('c') === undefined);
  expect(cache.getStats().busResyncs).toBe(busResyncs + 1);
});

test('keys, patterns and tags that Redis does not hold are told all the same, and nothing stays there of it', async () => {
  const [one, other] = [cacheOn(clientOf(), 'told'), cacheOn(clientOf(), 'told')];
  await hearing(one, other);
  const { promise, resolve } = Promise.withResolvers<string>();
  const keys = ['key', 'pattern:1', 'tagged'];
  const loading = keys.map((key) => other.fetch(key, () => promise, { ttlSeconds: 60, tags: [`of ${key}`] }));
  await until(() => other.getStats().loads === 3);
  const { busReceived } = other.getStats();
  await one.delete('key');
  await one.deletePattern('pattern:*');
  await one.deleteTags('of tagged');
  await until(() => other.getStats().busReceived >= busReceived + 3);
  resolve('an old value');
  await Promise.all(loading);
  expect(keys.map((key) => other.peek(key))).toEqual([undefined, undefined, undefined]);
  expect((await operator.keys('told:*')).filter((key) => !key.includes('#tag:of ') && !key.includes('nobody'))).toEqual(
    [],
  );
});

test.each(['normal', 'pubsub'] as const)(
  'a loss of its %s connection alone has it forget everything, and hear again',
  async (type) => {
    const cache = cacheOn(clientOf(), `loss of ${type}`);
    await hearing(cache);
    await cache.set('a', 'ours', 60);
    const { busResyncs } = cache.getStats();
    await operator.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes');
    await until(() => cache.getStats().busResyncs > busResyncs);
    expect(cache.peek('a')).toBeUndefined();
    await hearing(cache);
  },
);

test('namespaces that begin alike, on one client, hear of their own keys, whichever comes first', async () => {
  const kv = clientOf();
  const long = cacheOn(kv, 'alike:long');
  await hearing(long);
  const short = cacheOn(kv, 'alike');
  const later = cacheOn(kv, 'alike:later');
  await hearing(short, later, long);
  await long.set('a', 'ours', 60);
  await operator.del('alike:long:a');
  await until(() => long.peek('a') === undefined);
});
