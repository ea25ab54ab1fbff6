import { expect, test } from 'vitest';
import { CacheFleet, settled } from '../testing/cache-fleet.ts';
import { MemoryKv } from '../testing/memory-store.ts';
import { replaceMethods } from '../testing/replace-methods.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';

const HEADER = { codec: 0, isNull: false, freshUntilWallMs: 9e15, keptUntilWallMs: 9e15, loadMs: 0 };
/** As `HEADER`, of a value that was compressed: with what, only other versions of us know. */
const FOREIGN = { ...HEADER, codec: 250, tagVersions: [] };

test.each([
  ['compressed by a codec that we have not', () => sealEnvelope(FOREIGN, Buffer.from('value'))],
  ['said to be gzip, and not', () => sealEnvelope({ ...FOREIGN, codec: 1 }, Buffer.from('value'))],
  ['of another format', () => Buffer.from('{"value":1}')],
  ['with tags that are no list', () => withTags('{"team":"1"}')],
  ['with tags that are no JSON', () => withTags('[[[[')],
])('a value of L2 that is %s is absent, and the next one takes its place', async (_what, bytes) => {
  const fleet = new CacheFleet();
  fleet.store.write('fleet:a', bytes(), 3_600_000);
  const { cache } = fleet.join();
  expect(await cache.fetch('a', async () => 'loaded', 60)).toEqual({ value: 'loaded', tier: 'miss' });
  await settled();
  expect(cache.getStats()).toMatchObject({ l2Errors: 0, l2Misses: 1, loads: 1 });
  expect(await fleet.join().cache.fetch('a', async () => 'again', 60)).toEqual({ value: 'loaded', tier: 'l2' });
});

test('a value that the codec cannot read is counted apart from failures of the store, and leaves the breaker alone', async () => {
  const fleet = new CacheFleet({ breaker: { failures: 1 } });
  fleet.store.write('fleet:a', sealEnvelope({ ...FOREIGN, codec: 1 }, Buffer.from('no gzip')), 3_600_000);
  const { cache } = fleet.join();
  for (let read = 1; read <= 3; read++) {
    expect(await cache.get('a')).toBeUndefined();
    expect(cache.getStats()).toMatchObject({ l2Unreadable: read, l2Misses: read, l2Errors: 0, breakerState: 'closed' });
  }
});

test('all that a page of a search holds is deleted, by no more than 250 keys a command', async () => {
  const fleet = new CacheFleet();
  const kv = new MemoryKv(fleet.store);
  const commands: number[] = [];
  const l2 = replaceMethods(kv, {
    delete: (keys: readonly string[]) => {
      commands.push(keys.length);
      return kv.delete(keys);
    },
  });
  const { cache } = new CacheFleet({ l2, clock: fleet.clock }).join();
  for (let key = 0; key < 1001; key++) fleet.store.write(`fleet:user:${key}`, Buffer.from('x'), 60_000);
  await cache.deletePattern('user:*');
  expect(commands).toEqual([250, 250, 250, 250, 1]);
  expect(fleet.store.entries.size).toBe(0);
});

function withTags(text: string): Buffer {
  const sealed = sealEnvelope({ ...HEADER, tagVersions: ['team', '1'] }, Buffer.from('value'));
  const long = JSON.stringify(['team', '1']).length;
  const bytes = Buffer.concat([sealed.subarray(0, 25), Buffer.from(text), sealed.subarray(25 + long)]);
  bytes.writeUInt16LE(text.length, 3);
  expect(openEnvelope(bytes)).toBeUndefined();
  return bytes;
}
