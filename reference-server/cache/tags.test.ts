import { expect, test } from 'vitest';
import { CacheFleet, countingLoader, settled } from '../testing/cache-fleet.ts';
import { TagIndex } from './tag-index.ts';

const TAGGED = { ttlSeconds: 60, tags: ['team:1', 'lists'] };

test('a tag takes out what has it in both tiers of every instance that hears of it, and nothing else', async () => {
  const fleet = new CacheFleet({ bus: 'pubsub' });
  const [first, second] = [fleet.join(), fleet.join()];
  await settled();
  await first.cache.fetch('a', countingLoader().load, TAGGED);
  await first.cache.set('b', 'value b', { ttlSeconds: 60, tags: ['team:2', 'lists'] });
  await first.cache.set('c', 'value c', 60);
  await settled();
  for (const key of ['a', 'b', 'c']) expect(await second.cache.get(key)).toMatch(/^value/);
  await first.cache.deleteTags('team:1');
  for (const { cache } of [first, second]) {
    expect([await cache.get('a'), await cache.get('b'), await cache.get('c')]).toEqual([
      undefined,
      'value b',
      'value c',
    ]);
  }
  await second.cache.deleteTags('lists', 'unheard of');
  for (const { cache } of [first, second])
    expect([await cache.get('b'), await cache.get('c')]).toEqual([undefined, 'value c']);
});

test('a value is read from L2 with the tags that it has, whether the reader knows of them or not', async () => {
  const fleet = new CacheFleet();
  await fleet.join().cache.set('a', 'one', TAGGED);
  const late = async () => 'loaded';
  expect(await fleet.join().cache.fetch('a', late, 60)).toEqual({ value: 'one', tier: 'l2' });
  expect(await fleet.join().cache.fetch('a', late, TAGGED)).toEqual({ value: 'one', tier: 'l2' });
  const other = fleet.join();
  expect(await other.cache.get('a')).toBe('one');
  await other.cache.deleteTags('lists');
  expect(other.cache.peek('a')).toBeUndefined();
  expect(await fleet.join().cache.fetch('a', late, 60)).toEqual({ value: 'loaded', tier: 'miss' });
});

test('what was loaded while its tag was deleted elsewhere is not read from L2 afterwards', async () => {
  const fleet = new CacheFleet();
  const [slow, other] = [fleet.join(), fleet.join()];
  const { promise, resolve } = Promise.withResolvers<string>();
  const loading = slow.cache.fetch('a', () => promise, TAGGED);
  await settled();
  await other.cache.deleteTags('team:1');
  // Somebody gives the tag a new version before the old value arrives.
  await other.cache.set('b', 'new', { ttlSeconds: 60, tags: ['team:1'] });
  resolve('old');
  await loading;
  await settled();
  expect(await other.cache.get('a')).toBeUndefined();
});

test('a store that lost the versions of its tags gives nothing back that had one', async () => {
  const fleet = new CacheFleet();
  const { cache } = fleet.join();
  await cache.set('a', 'one', TAGGED);
  await cache.deleteTags('lists');
  await cache.set('b', 'two', TAGGED);
  for (const key of [...fleet.store.entries.keys()]) if (key.includes('#tag:')) fleet.store.entries.delete(key);
  const { cache: fresh } = fleet.join();
  expect([await fresh.get('a'), await fresh.get('b')]).toEqual([undefined, undefined]);
});

test('a tag deleted while the store cannot be reached is deleted when it can', async () => {
  const fleet = new CacheFleet();
  const [first, second] = [fleet.join(), fleet.join()];
  await first.cache.set('a', 'one', TAGGED);
  first.kv.link = 'down';
  await first.cache.deleteTags('lists');
  expect(await first.cache.get('a')).toBeUndefined();
  first.kv.link = 'up';
  await settled();
  expect([await first.cache.get('a'), await second.cache.get('a')]).toEqual([undefined, undefined]);
});

test('a tagged set that a deletion overtakes leaves nothing behind', async () => {
  const fleet = new CacheFleet();
  const { cache } = fleet.join();
  const setting = cache.set('a', 'old', TAGGED);
  await cache.delete('a');
  await setting;
  expect([cache.peek('a'), await cache.get('a')]).toEqual([undefined, undefined]);
});

test('with L1 alone tags work, and an evicted value leaves no trace in their index', async () => {
  const { cache } = new CacheFleet({ l2: null, l1: { maxEntries: 2, maxBytes: 1e6 } }).join();
  for (const key of ['a', 'b', 'c']) await cache.set(key, key, { ttlSeconds: 60, tags: [`of ${key}`] });
  await cache.deleteTags('of a', 'of b');
  expect(['a', 'b', 'c'].map((key) => cache.peek(key))).toEqual([undefined, undefined, 'c']);
  const index = new TagIndex();
  index.add('k', ['s', 't']);
  index.add('l', ['t']);
  index.remove('k', ['s', 't']);
  expect([index.keysOf('s'), index.keysOf('t'), index.size]).toEqual([[], ['l'], 1]);
});
