import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { type RedisProcess, startRedisProcess } from '../testing/redis-process.ts';
import { textCodec } from '../testing/text-codec.ts';
import type { KvClient } from './kv-client.ts';
import { MemoryTier } from './memory-tier.ts';
import { ADMISSIONS, type Admission } from './open-entry-store.ts';
import { createRedisClient } from './redis-client.ts';
import { SharedTier } from './shared-tier.ts';

/** What both tiers promise. */
interface TierUnderTest {
  readonly clock: ManualClock;
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ttlMs: number): Promise<void>;
  delete(key: string): Promise<void>;
  deletePattern(pattern: string): Promise<void>;
}

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

/** A life without grace. */
const lasting = (ms: number) => ({ freshMs: ms, keptMs: ms });
const write = (ms: number) => ({ ...lasting(ms), loadMs: 0, tagVersions: [] });
let ids = 0;
const newId = () => `id ${++ids}`;

function memoryTier(admission: Admission): TierUnderTest {
  const clock = new ManualClock();
  const tier = new MemoryTier<string>({ maxEntries: 5000, maxBytes: 1e7, admission, clock, weigh: textCodec.weigh });
  return {
    clock,
    get: async (key) => tier.get(key),
    set: async (key, value, ttlMs) => tier.set(key, value, lasting(ttlMs)),
    delete: async (key) => tier.delete(key),
    deletePattern: async (pattern) => tier.deletePattern(pattern),
  };
}

function sharedTier(): TierUnderTest {
  const clock = new ManualClock();
  const tier = new SharedTier<string>({ kv, namespace: `tier${namespaces++}`, codec: textCodec, clock, newId });
  return {
    clock,
    get: async (key) => (await tier.get(key))?.value,
    set: (key, value, ttlMs) => tier.set(key, value, write(ttlMs)),
    delete: (key) => tier.delete([key]),
    deletePattern: (pattern) => tier.deletePattern(pattern),
  };
}

describe.each([
  { name: 'L1 with LRU', make: () => memoryTier('lru') },
  { name: 'L1 with SIEVE', make: () => memoryTier('sieve') },
  { name: 'L1 with TinyLFU', make: () => memoryTier('tinylfu') },
  { name: 'L2', make: sharedTier },
])('tier $name', ({ make }) => {
  test('gives back what was set, the last one set, and nothing for a key that was not', async () => {
    const tier = make();
    await tier.set('a', 'one', 1000);
    await tier.set('a', 'zwei – ü', 1000);
    await tier.set('empty', '', 1000);
    expect(await tier.get('a')).toBe('zwei – ü');
    expect(await tier.get('empty')).toBe('');
    expect(await tier.get('b')).toBeUndefined();
  });

  test('a value lives for its time and not a millisecond longer', async () => {
    const tier = make();
    await tier.set('a', 'one', 1500);
    tier.clock.advance(1499);
    expect(await tier.get('a')).toBe('one');
    tier.clock.advance(1);
    expect(await tier.get('a')).toBeUndefined();
  });

  test('setting a value again gives it a new life, and a life of zero ends it', async () => {
    const tier = make();
    await tier.set('a', 'one', 1000);
    tier.clock.advance(900);
    await tier.set('a', 'one', 1000);
    tier.clock.advance(900);
    expect(await tier.get('a')).toBe('one');
    await tier.set('a', 'one', 0);
    expect(await tier.get('a')).toBeUndefined();
  });

  test('deletes one key and leaves the rest', async () => {
    const tier = make();
    await tier.set('a', 'one', 1000);
    await tier.set('b', 'two', 1000);
    await tier.delete('a');
    await tier.delete('never set');
    expect(await tier.get('a')).toBeUndefined();
    expect(await tier.get('b')).toBe('two');
  });

  test('a pattern takes what it matches, and only "*" is special in it', async () => {
    const tier = make();
    const keys = [
      'user:1',
      'user:12:posts',
      'users:all',
      'user?1',
      'user[1]',
      'USER:1',
      'x.user:1',
      'user:a\nb',
      'user\\1',
    ];
    for (const key of keys) await tier.set(key, key, 1000);
    await tier.deletePattern('user:*');
    const left = async () => {
      const held = await Promise.all(keys.map((key) => tier.get(key)));
      return held.filter((value) => value !== undefined);
    };
    expect(await left()).toEqual(['users:all', 'user?1', 'user[1]', 'USER:1', 'x.user:1', 'user\\1']);
    await tier.deletePattern('user[1*');
    await tier.deletePattern('user\\1');
    await tier.deletePattern('.*');
    await tier.deletePattern('user?*');
    expect(await left()).toEqual(['users:all', 'USER:1', 'x.user:1']);
    await tier.deletePattern('*');
    expect(await left()).toEqual([]);
  });

  test('a pattern reaches every one of 3000 keys', async () => {
    const tier = make();
    const keys = Array.from({ length: 3000 }, (_, index) => `page:${index}`);
    await Promise.all(keys.map((key) => tier.set(key, key, 1000)));
    await tier.deletePattern('page:*');
    expect((await Promise.all(keys.map((key) => tier.get(key)))).filter((value) => value !== undefined)).toEqual([]);
  });

  test('a key that holds a "*" is deleted as itself', async () => {
    const tier = make();
    await tier.set('a*', 'star', 1000);
    await tier.set('ab', 'other', 1000);
    await tier.delete('a*');
    expect(await tier.get('a*')).toBeUndefined();
    expect(await tier.get('ab')).toBe('other');
  });
});

test('L1 lets go of what was read longest ago, by number and by weight, and counts it', () => {
  const clock = new ManualClock();
  const byNumber = new MemoryTier<string>({ maxEntries: 2, maxBytes: 1e6, clock, weigh: textCodec.weigh });
  byNumber.set('a', '1', lasting(1000));
  byNumber.set('b', '2', lasting(1000));
  byNumber.get('a');
  byNumber.set('c', '3', lasting(1000));
  expect([byNumber.get('a'), byNumber.get('b'), byNumber.get('c')]).toEqual(['1', undefined, '3']);
  expect(byNumber.evictions).toBe(1);

  const byWeight = new MemoryTier<string>({ maxEntries: 100, maxBytes: 5000, clock, weigh: textCodec.weigh });
  byWeight.set('a', 'x'.repeat(1000), lasting(1000));
  byWeight.set('b', 'x'.repeat(1000), lasting(1000));
  expect([byWeight.entries, byWeight.evictions]).toEqual([2, 0]);
  byWeight.set('c', 'x'.repeat(1000), lasting(1000));
  expect([byWeight.get('a'), byWeight.entries, byWeight.evictions]).toEqual([undefined, 2, 1]);
  expect(byWeight.bytes).toBeLessThanOrEqual(5000);
  byWeight.set('heavier than all', 'x'.repeat(3000), lasting(1000));
  expect(byWeight.get('heavier than all')).toBeUndefined();
});

test.each(ADMISSIONS)(
  'L1 with %s holds no more than it may, by number and by weight, and counts what it lets go',
  (admission) => {
    const clock = new ManualClock();
    const limits = { maxEntries: 20, maxBytes: 30_000, admission, clock, weigh: textCodec.weigh };
    const tier = new MemoryTier<string>(limits);
    for (let at = 0; at < 40; at += 1) tier.set(`key ${at}`, 'x', lasting(1000), 0, [`tag ${at % 3}`]);
    expect([tier.entries, tier.evictions]).toEqual([20, 20]);
    for (let at = 0; at < 40; at += 1) tier.set(`heavy ${at}`, 'x'.repeat(2000), lasting(1000), 0, ['heavy']);
    expect(tier.bytes).toBeLessThanOrEqual(30_000);
    expect(tier.entries).toBeGreaterThan(5);
    expect(tier.evictions).toBe(80 - tier.entries);
    for (const tag of ['tag 0', 'tag 1', 'tag 2', 'heavy']) tier.deleteTag(tag);
    expect([tier.entries, tier.bytes, tier.evictions]).toEqual([0, 0, tier.evictions]);
    tier.set('heavier than all', 'x'.repeat(20_000), lasting(1000));
    expect(tier.get('heavier than all')).toBeUndefined();
  },
);

test.each(ADMISSIONS)('L1 with %s weighs a value that grew, and keeps its time of expiry', (admission) => {
  const clock = new ManualClock();
  const tier = new MemoryTier<{ weight: number }>({
    maxEntries: 10,
    maxBytes: 10_000,
    admission,
    clock,
    weigh: (value) => value.weight,
  });
  const value = { weight: 1000 };
  tier.set('a', value, lasting(1000));
  const before = tier.bytes;
  value.weight = 3000;
  clock.advance(900);
  tier.reweigh('a');
  expect(tier.bytes).toBe(before + 2000);
  expect(tier.get('a')).toBe(value);
  clock.advance(100);
  expect(tier.get('a')).toBeUndefined();
  tier.reweigh('never set');
  expect(tier.entries).toBe(0);
});

test('L2 hands its time to live to Redis in whole seconds, rounded up', async () => {
  const { Redis } = await import('ioredis');
  const probe = new Redis(redis.url);
  const tier = new SharedTier<string>({ kv, namespace: 'ttl', codec: textCodec, clock: new ManualClock(), newId });
  await tier.set('a', 'one', write(1500));
  expect(await probe.ttl('ttl:a')).toBe(2);
  probe.disconnect();
});

test('L2 reads bytes it did not write as absent', async () => {
  const tier = new SharedTier<string>({ kv, namespace: 'foreign', codec: textCodec, clock: new ManualClock(), newId });
  await kv.set('foreign:a', Buffer.from('{"made":"by somebody else"}'), 60);
  await kv.set('foreign:b', Buffer.alloc(0), 60);
  expect([await tier.get('a'), await tier.get('b')]).toEqual([undefined, undefined]);
});

test('L2 gives every reader a value of its own, not a window on a network buffer', async () => {
  const held: Buffer[] = [];
  const codec = {
    ...textCodec,
    decode: (bytes: Buffer) => {
      held.push(bytes);
      return bytes.toString();
    },
  };
  const tier = new SharedTier<string>({ kv, namespace: 'copy', codec, clock: new ManualClock(), newId });
  await tier.set('a', 'one', write(1000));
  await tier.get('a');
  expect(held[0]?.buffer.byteLength).toBe(3);
});
