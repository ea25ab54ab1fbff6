import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ApiOperation, apiOperations, DOMAINS } from '../testing/api-operations.ts';
import { cachedReads, differences, readAll, readApi, SNAPSHOTS } from '../testing/api-reads.ts';
import { sendWrite, WRITES } from '../testing/api-writes.ts';
import { type FiveDomainServer, type FiveDomains, startFiveDomains } from '../testing/five-domains.ts';

// They ask every route many times, on whatever machine.
vi.setConfig({ testTimeout: 120_000 });

/** Writes go to the first; the second has its own L1 and the same Redis; the third keeps nothing, and so tells what is true. */
let writer: FiveDomains;
let other: FiveDomainServer;
let truth: FiveDomainServer;
let operations: readonly ApiOperation[];
let reads: readonly string[];

beforeAll(async () => {
  writer = await startFiveDomains({ AUTH_SECRET: 'a secret of the tests', DB_POOL_MAX: '10' });
  other = await writer.startAnother();
  truth = await writer.startAnother({ PERFORMANCE_CACHING: 'off' });
  operations = (await apiOperations(writer.url)).filter(({ tag }) => DOMAINS.some((domain) => domain === tag));
  reads = cachedReads(operations);
}, 60_000);
afterAll(() => writer.stop());

/** They write nothing that is read: one fills the caches. */
const NO_WRITES = ['POST /api/v1/performance/cache/warmup'];

test('every write route of every domain is tried here', () => {
  const writing = operations.filter(({ method }) => method !== 'GET').map(({ name }) => name);
  expect([...new Set([...WRITES.map(({ name }) => name), ...NO_WRITES])].sort()).toEqual([...writing].sort());
});

test('of the domains learning is written by nobody', () => {
  const tags = operations.filter(({ name }) => WRITES.some((write) => write.name === name)).map(({ tag }) => tag);
  expect(DOMAINS.filter((domain) => !tags.includes(domain))).toEqual(['learning']);
});

test.each(WRITES)(
  'after $name $body every answer is the new one, on the server that wrote at once and on another soon',
  async (write) => {
    const before = await readAll(truth, reads);
    const kept = await readAll(writer, reads);
    for (const server of [writer, other]) {
      for (const path of reads) {
        // The second time from memory.
        const tiers = [await readApi(server, path), await readApi(server, path)].map(({ tier }) => tier);
        expect([path, tiers[1]]).toEqual([path, 'l1']);
      }
    }
    expect((await sendWrite(writer, write)).ok).toBe(true);

    const own = await readAll(writer, reads);
    const now = await readAll(truth, reads);
    expect(reads.filter((path) => now.get(path) !== before.get(path))).not.toEqual([]);
    expect(differences(own, now)).toEqual([]);
    const ofOther = async () => differences(await readAll(other, reads), now);
    await expect.poll(ofOther, { timeout: 5_000, interval: 10 }).toEqual([]);
    for (const path of SNAPSHOTS) expect([path, own.get(path) === kept.get(path)]).toEqual([path, true]);
  },
  30_000,
);
