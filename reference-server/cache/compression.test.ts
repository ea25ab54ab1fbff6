import { expect, test } from 'vitest';
import { CacheFleet } from '../testing/cache-fleet.ts';
import { type CompressionName, compressValue, decompressValue } from './compression.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';

const LONG = 'a line of text that comes again and again\n'.repeat(100);

test.each<CompressionName>(['gzip-1', 'br-4', 'zstd-3'])(
  '%s: a long value lies smaller in L2 and comes back whole',
  async (name) => {
    const fleet = new CacheFleet({ compression: { name, minBytes: 1024 } });
    await fleet.join().cache.set('long', LONG, 60);
    await fleet.join().cache.set('short', 'short', 60);
    const stored = fleet.store.read('fleet:long');
    expect(stored?.length).toBeLessThan(LONG.length / 10);
    expect(stored?.[1]).not.toBe(0);
    expect(fleet.store.read('fleet:short')?.[1]).toBe(0);
    const other = fleet.join().cache;
    expect([await other.get('long'), await other.get('short')]).toEqual([LONG, 'short']);
  },
);

test('values are read by the codec that they were written with, whatever the reader writes with', async () => {
  const fleet = new CacheFleet({ compression: { name: 'br-4', minBytes: 10 } });
  await fleet.join().cache.set('a', LONG, 60);
  const plain = new CacheFleet();
  for (const [key, entry] of fleet.store.entries) plain.store.entries.set(key, entry);
  expect(await plain.join().cache.get('a')).toBe(LONG);
});

test('what does not shrink is stored as it is', async () => {
  const noise = Buffer.from(Array.from({ length: 50 }, (_, index) => (index * 197 + 31) % 256));
  expect(await compressValue(noise, { name: 'gzip-1', minBytes: 1 })).toEqual({ codec: 0, bytes: noise });
});

test('an unknown codec and damaged bytes are a miss, not an error', async () => {
  await expect(decompressValue(99, Buffer.of(1))).rejects.toThrow('no codec 99');
  const fleet = new CacheFleet({ compression: { name: 'gzip-1', minBytes: 1 } });
  const { cache } = fleet.join();
  await cache.set('a', LONG, 60);
  const stored = fleet.store.read('fleet:a');
  if (stored === null) throw new Error('nothing was stored');
  for (const [key, damaged] of [
    ['b', Buffer.concat([stored.subarray(0, 30), Buffer.alloc(20)])],
    ['c', stored.subarray(0, 20)],
    ['d', Buffer.concat([Buffer.of(2, 99), stored.subarray(2)])],
  ] as const) {
    fleet.store.write(`fleet:${key}`, damaged, 60_000);
    expect(await cache.fetch(key, async () => 'loaded', 60)).toEqual({ value: 'loaded', tier: 'miss' });
  }
});

test('an envelope gives back what was sealed in it', () => {
  const header = { codec: 3, isNull: false, freshUntilWallMs: 1.7e12, keptUntilWallMs: 1.8e12, loadMs: 12.5 };
  const sealed = sealEnvelope({ ...header, tagVersions: ['ü', 'v1'] }, Buffer.from('payload'));
  expect(openEnvelope(sealed)).toEqual({
    header: { ...header, tagVersions: ['ü', 'v1'] },
    payload: Buffer.from('payload'),
  });
  expect(() => sealEnvelope({ ...header, tagVersions: ['x'.repeat(70_000), 'v'] }, Buffer.of())).toThrow(RangeError);
  for (const foreign of [
    Buffer.of(),
    Buffer.of(1),
    Buffer.from('{"made":"by somebody else, at length"}'),
    sealed.subarray(0, 26),
  ]) {
    expect(openEnvelope(foreign)).toBeUndefined();
  }
});
