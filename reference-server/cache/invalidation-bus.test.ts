import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CacheFleet, settled } from '../testing/cache-fleet.ts';
import { CuttableLink } from '../testing/cuttable-link.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryKv, MemoryStore } from '../testing/memory-store.ts';
import { startRedisProcess } from '../testing/redis-process.ts';
import { replaceMethods } from '../testing/replace-methods.ts';
import { textCodec } from '../testing/text-codec.ts';
import { createCache } from './create-cache.ts';
import type { BusKind } from './invalidation-bus.ts';
import { PubSubBus } from './pubsub-bus.ts';
import { createRedisClient } from './redis-client.ts';

async function pair(bus: BusKind) {
  const fleet = new CacheFleet({ bus });
  const [first, second] = [fleet.join(), fleet.join()];
  await settled();
  for (const key of ['user:1', 'user:2', 'post:1']) {
    await first.cache.set(key, 'old', 60);
    await second.cache.get(key);
  }
  return { first, second };
}

describe.each<BusKind>(['pubsub', 'tracking'])('by %s', (bus) => {
  test('what one instance deletes or sets leaves the L1 of the others, and nothing else does', async () => {
    const { first, second } = await pair(bus);
    await first.cache.delete('user:1');
    expect([second.cache.peek('user:1'), second.cache.peek('user:2')]).toEqual([undefined, 'old']);
    await first.cache.deletePattern('user:*');
    expect([second.cache.peek('user:2'), second.cache.peek('post:1')]).toEqual([undefined, 'old']);
    await first.cache.set('post:1', 'new', 60);
    expect(second.cache.peek('post:1')).toBeUndefined();
    expect(await second.cache.get('post:1')).toBe('new');
    expect(first.cache.peek('post:1')).toBe('new');
  });

  test('a load that was under way when another instance deleted its key is not kept', async () => {
    const { first, second } = await pair(bus);
    const { promise, resolve } = Promise.withResolvers<string>();
    const loading = second.cache.fetch('slow', () => promise, 60);
    await settled();
    await first.cache.delete('slow');
    resolve('old');
    expect((await loading).value).toBe('old');
    await settled();
    expect([second.cache.peek('slow'), await first.cache.get('slow')]).toEqual([undefined, undefined]);
  });

  test('an instance that could not hear forgets everything as soon as it hears again', async () => {
    const { first, second } = await pair(bus);
    second.kv.link = 'down';
    await first.cache.delete('user:1');
    expect(second.cache.peek('user:1')).toBe('old');
    second.kv.link = 'up';
    expect([second.cache.peek('user:1'), second.cache.peek('post:1')]).toEqual([undefined, undefined]);
  });

  test('an instance that could not speak makes the others forget everything when it can', async () => {
    const { first, second } = await pair(bus);
    first.kv.link = 'down';
    await first.cache.delete('user:1');
    expect(second.cache.peek('user:1')).toBe('old');
    first.kv.link = 'up';
    await settled();
    expect([second.cache.peek('user:1'), second.cache.peek('post:1')]).toEqual([undefined, undefined]);
  });

  test('the others are told to forget when they would no longer find it in L2, not while it is still owed', async () => {
    const fleet = new CacheFleet();
    const kv = new MemoryKv(fleet.store);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const scan = async function* (pattern: string) {
      await gate;
      yield* kv.scan(pattern);
    };
    const l1 = { maxEntries: 100, maxBytes: 1e6 };
    const options = { namespace: 'fleet', l1, codec: textCodec, clock: fleet.clock, bus };
    const first = createCache({ ...options, l2: replaceMethods(kv, { scan }) });
    const second = createCache({ ...options, l2: new MemoryKv(fleet.store) });
    await settled();
    await first.set('user:1', 'old', 60);
    kv.link = 'down';
    await first.deletePattern('user:*');
    kv.link = 'up';
    await first.delete('post:1');
    expect(await second.get('user:1')).toBe('old');
    open();
    await settled();
    expect([second.peek('user:1'), await second.get('user:1')]).toEqual([undefined, undefined]);
  });

  test('over a real Redis, whose connections are cut and mended', async () => {
    const redis = await startRedisProcess();
    onTestFinished(() => redis.stop());
    const link = await CuttableLink.to(redis.port);
    onTestFinished(() => link.cut());
    const make = (url: string) => {
      const kv = createRedisClient({ url, deadlineMs: 5000 });
      onTestFinished(() => kv.close());
      const l1 = { maxEntries: 100, maxBytes: 1e6 };
      return createCache({ namespace: 'bus', l1, l2: kv, codec: textCodec, clock: new ManualClock(), bus });
    };
    const near = make(redis.url);
    const far = make(`redis://127.0.0.1:${link.port}`);
    const hears = async (key: string) => {
      for (let attempt = 0; ; attempt++) {
        if (attempt > 300) throw new Error(`${key} was never forgotten`);
        await near.set(key, 'old', 60);
        if ((await far.get(key)) === 'old') {
          await near.delete(key);
          for (let wait = 0; wait < 20 && far.peek(key) !== undefined; wait++) await sleep(5);
          if (far.peek(key) === undefined) return;
        }
        await sleep(10);
      }
    };
    await hears('a');
    await near.set('b', 'old', 60);
    expect(await far.get('b')).toBe('old');
    await link.cut();
    await near.set('b', 'new', 60);
    await link.mend();
    for (let wait = 0; wait < 500 && far.peek('b') !== undefined; wait++) await sleep(10);
    expect(far.peek('b')).toBeUndefined();
    await hears('c');
  });
});

test('a gap in the numbers of an instance is as bad as silence; rubbish is passed over; a closed bus is deaf', async () => {
  const kv = new MemoryKv(new MemoryStore(new ManualClock()));
  const heard: string[] = [];
  const listener = {
    forget: ({ keys }: { keys?: readonly string[] }) => heard.push(`${keys}`),
    forgetAll: () => heard.push('all'),
  };
  const bus = new PubSubBus(kv, 'channel', 'me', listener);
  await settled();
  const say = (instance: string, epoch: number, sequence: number, keys = ['k']) =>
    kv.publish('channel', JSON.stringify({ instance, epoch, sequence, keys }));
  await say('you', 1, 7);
  await say('you', 1, 8);
  await say('you', 1, 10);
  await say('they', 1, 1);
  await say('you', 2, 11);
  await say('you', 2, 12);
  // Never heard of, and had something to say that it could not.
  await say('those', 2, 1);
  await say('me', 1, 99);
  for (const rubbish of ['', '{', '{}', '{"instance":"you","epoch":2,"sequence":13,"keys":"k"}', '[1]', 'null']) {
    await kv.publish('channel', rubbish);
  }
  expect(heard).toEqual(['all', 'k', 'k', 'all', 'k', 'all', 'k', 'all']);
  expect(bus.counts.received).toBe(7);
  bus.close();
  await say('you', 2, 13);
  expect(heard).toHaveLength(8);
});
