import { expect, test } from 'vitest';
import { CacheFleet, settled } from '../testing/cache-fleet.ts';
import { MemoryKv } from '../testing/memory-store.ts';
import { replaceMethods } from '../testing/replace-methods.ts';

const TAGGED = { ttlSeconds: 60, tags: ['t', 'u'] };
const load = async () => 'one';

type Instance = ReturnType<CacheFleet['join']>;
const calls: Readonly<Record<string, (cache: Instance['cache']) => Promise<unknown>>> = {
  get: (cache) => cache.get('a'),
  fetch: (cache) => cache.fetch('a', load, 60),
  'fetch with tags': (cache) => cache.fetch('a', load, TAGGED),
  set: (cache) => cache.set('a', 'one', 60),
  'set with tags': (cache) => cache.set('a', 'one', TAGGED),
  delete: (cache) => cache.delete('a', 'b'),
  deletePattern: (cache) => cache.deletePattern('user:*'),
  deleteTags: (cache) => cache.deleteTags('t', 'u'),
};

/** How many turns of the event loop a call takes. In the store of these tests a silent command takes one: its deadline. */
async function turnsOf(call: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns++;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await call();
  isOver = true;
  return turns;
}

test('two silent commands one after the other would be seen', async () => {
  const { kv } = new CacheFleet().join();
  kv.link = 'mute';
  const silent = () => kv.ping().catch(() => {});
  expect(await turnsOf(() => Promise.all([silent(), silent()]))).toBe(1);
  expect(await turnsOf(() => silent().then(silent))).toBe(2);
});

test.each(Object.entries(calls))('%s waits in vain for a silent store once, and not again', async (_name, call) => {
  for (const lease of [null, {}]) {
    const related = { 'user:*': ['users:*', 'teams:*'] };
    const fleet = new CacheFleet({ breaker: null, bus: 'pubsub', lease, related });
    const { cache, kv } = fleet.join();
    await settled();
    kv.link = 'mute';
    expect(await turnsOf(() => call(cache))).toBeLessThanOrEqual(1);
    kv.link = 'up';
    await settled();
    // The first reader finds what is owed, and has it made up for.
    await cache.get('b');
    await settled();
    expect(await cache.getOrSet('later', load, 60)).toBe('one');
    await settled();
    expect(await fleet.join().cache.get('later')).toBe('one');
  }
});

test('a store that falls silent between the read and the lease is waited for once', async () => {
  const fleet = new CacheFleet();
  const kv = new MemoryKv(fleet.store);
  const getMany = async (keys: readonly string[]) => {
    const values = await kv.getMany(keys);
    kv.link = 'mute';
    return values;
  };
  const { cache } = new CacheFleet({ l2: replaceMethods(kv, { getMany }), breaker: null, lease: {} }).join();
  expect(await turnsOf(() => cache.fetch('a', load, TAGGED))).toBe(1);
});

test('what comes to be owed while debts are paid is paid with them', async () => {
  const fleet = new CacheFleet();
  const kv = new MemoryKv(fleet.store);
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const scan = async function* (pattern: string) {
    await gate;
    yield* kv.scan(pattern);
  };
  const { cache } = new CacheFleet({ l2: replaceMethods(kv, { scan }), clock: fleet.clock }).join();
  await cache.set('a', 'old', 60);
  await cache.set('user:1', 'old', 60);
  kv.link = 'down';
  await cache.deletePattern('user:*');
  kv.link = 'up';
  await cache.delete('a');
  open();
  await settled();
  expect([fleet.store.read('fleet:a'), fleet.store.read('fleet:user:1')]).toEqual([null, null]);
});
