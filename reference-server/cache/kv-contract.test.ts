import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryKv, MemoryStore } from '../testing/memory-store.ts';
import { type RedisProcess, startRedisProcess } from '../testing/redis-process.ts';
import { Breaker } from './breaker.ts';
import { guardKv } from './guarded-kv.ts';
import type { KvClient } from './kv-client.ts';
import { createRedisClient } from './redis-client.ts';

let redis: RedisProcess;
beforeAll(async () => {
  redis = await startRedisProcess();
});
afterAll(() => redis.stop());

const systemTime = { monotonicMs: () => performance.now(), wallMs: () => Date.now() };
const store = new MemoryStore(systemTime);

/** What stands behind the cache, and what stands in for it in tests: both keep the same promises. */
describe.each([
  ['Redis', () => createRedisClient({ url: redis.url, deadlineMs: 5000 })],
  [
    'Redis behind a breaker',
    () => guardKv(createRedisClient({ url: redis.url, deadlineMs: 5000 }), new Breaker(new ManualClock())),
  ],
  ['the store in memory', () => new MemoryKv(store)],
])('%s', (name, make) => {
  let kv: KvClient;
  const key = (text: string) => `${name}:${text}`;
  beforeAll(async () => {
    kv = make();
    if (!kv.isReady) await new Promise<void>((resolve) => kv.onReady(resolve));
  });
  afterAll(() => kv.close());
  const text = async (one: string) => (await kv.get(key(one)))?.toString();

  test('keeps bytes, one by one and many at a time, for their time', async () => {
    await kv.set(key('a'), Buffer.of(0, 255, 10), 60);
    await kv.set(key('b'), Buffer.alloc(0), 60);
    await kv.set(key('brief'), Buffer.of(1), 1);
    expect(await kv.getMany([key('b'), key('none'), key('a')])).toEqual([Buffer.alloc(0), null, Buffer.of(0, 255, 10)]);
    expect([await kv.get(key('a')), await kv.get(key('none'))]).toEqual([Buffer.of(0, 255, 10), null]);
    await sleep(1100);
    expect(await kv.get(key('brief'))).toBeNull();
  });

  test('a key is claimed by one, released by him alone, and free again after its time', async () => {
    expect([await kv.claim(key('c'), 'me', 60_000), await kv.claim(key('c'), 'you', 60_000)]).toEqual([true, false]);
    await kv.release(key('c'), 'you');
    expect(await text('c')).toBe('me');
    await kv.release(key('c'), 'me');
    expect(await kv.claim(key('c'), 'you', 20)).toBe(true);
    await sleep(40);
    expect(await kv.claim(key('c'), 'me', 60_000)).toBe(true);
  });

  test('finds keys by a glob in which "*" alone is special, and deletes them', async () => {
    for (const one of ['g:1', 'g:?', 'g:[x]', 'h:1']) await kv.set(key(one), Buffer.of(1), 60);
    const found = async (pattern: string) => {
      const pages: (readonly string[])[] = [];
      for await (const page of kv.scan(key(pattern))) pages.push(page);
      return pages.flat().sort();
    };
    expect(await found('g:*')).toEqual(['g:1', 'g:?', 'g:[x]'].map(key));
    expect(await found('g:?')).toEqual([key('g:?')]);
    expect(await found('g:[x]')).toEqual([key('g:[x]')]);
    await kv.delete(['g:1', 'g:?', 'never set'].map(key));
    expect(await found('g:*')).toEqual([key('g:[x]')]);
  });

  test('hands messages to whoever listens, once he does, and no more when he has closed', async () => {
    const heard: string[] = [];
    const { promise: listening, resolve } = Promise.withResolvers<void>();
    const subscription = kv.subscribe(key('news'), {
      onMessage: (message) => heard.push(message),
      onListening: resolve,
    });
    await listening;
    await kv.publish(key('news'), 'ä "quoted" one');
    await kv.publish(key('other'), 'not for him');
    for (let wait = 0; wait < 200 && heard.length === 0; wait++) await sleep(5);
    expect(heard).toEqual(['ä "quoted" one']);
    subscription.close();
    await kv.publish(key('news'), 'too late');
    await sleep(20);
    expect(heard).toHaveLength(1);
  });

  test('tells whoever tracks keys what others do to them, be they there or not, and nobody of his own changes', async () => {
    const other = make();
    if (!other.isReady) await new Promise<void>((resolve) => other.onReady(resolve));
    const heard: string[] = [];
    const { promise: listening, resolve } = Promise.withResolvers<void>();
    const onChanged = (keys: readonly string[]) => heard.push(...keys);
    const tracking = kv.track(key('t:'), { onChanged, onListening: resolve });
    await listening;
    await kv.set(key('t:mine'), Buffer.of(1), 60);
    await other.set(key('u:not his'), Buffer.of(1), 60);
    const steps = [
      () => other.set(key('t:set, once'), Buffer.of(1), 60),
      () => other.claim(key('t:claimed'), 'me', 60_000),
      () => other.claim(key('t:claimed'), 'you', 60_000),
      () => other.delete([key('t:set, once'), key('t:never set')]),
      () => other.touch(key('t:touched')),
    ];
    for (const step of steps) {
      await step();
      await sleep(20);
    }
    expect(heard).toEqual(['set, once', 'claimed', 'set, once', 'touched']);
    expect(await kv.get(key('t:touched'))).toBeNull();
    tracking.close();
    await other.touch(key('t:too late'));
    await sleep(20);
    expect(heard).toHaveLength(4);
    await other.close();
  });

  test('answers, and counts what it was asked', async () => {
    const before = kv.getCommandCount();
    await kv.ping();
    expect(kv.getCommandCount()).toBe(before + 1);
    expect(Object.values(kv.getCommandCounts()).reduce((sum, count) => sum + count, 0)).toBe(before + 1);
  });
});
