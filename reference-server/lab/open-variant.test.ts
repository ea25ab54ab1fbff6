import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createCache } from '../cache/create-cache.ts';
import { jsonCodec } from '../cache/json-codec.ts';
import type { KeptRows } from '../db/query-cache.ts';
import { bodyCodec } from '../http/cached-body.ts';
import { Compressor } from '../http/compressor.ts';
import type { Logger, SqlPool } from '../ports.ts';
import { seededRng } from '../seeded-rng.ts';
import { systemClock } from '../system-clock.ts';
import { poolOptions } from '../testing/pool-options.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { FaultSwitch } from './fault-switch.ts';
import { labOfDomain } from './lab-of-domain.ts';
import { type LabDomain, type LabParts, openVariant } from './open-variant.ts';
import type { Switches } from './switches.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const l1 = { maxEntries: 10, maxBytes: 10_000 };
let database: TestDatabase;

beforeAll(async () => {
  database = await startTestDatabase();
  await database.execute('CREATE SCHEMA users; CREATE SCHEMA audit');
});
afterAll(() => database.stop());

function labDomain(name: string): LabDomain {
  return { name, ...labOfDomain(name, poolOptions(database.url, log)) };
}

function labParts(...domains: readonly LabDomain[]): LabParts {
  const settings = { isEnabled: true, minSizeBytes: 1_024, excludePaths: [] };
  return {
    domains,
    kv: null,
    cache: { l1 },
    isCaching: true,
    openCaches: (namespace, _pool, changes) => ({
      cache: createCache({ namespace, l1, l2: null, codec: bodyCodec, clock: systemClock, ...changes }),
      queries: createCache({
        namespace: `${namespace}.queries`,
        l1,
        l2: null,
        codec: jsonCodec<KeptRows>(),
        clock: systemClock,
        ...changes,
      }),
    }),
    openFaults: (faults) => new FaultSwitch(faults, systemClock, seededRng(1)),
    openCompressor: (changes) => new Compressor(settings, systemClock, changes),
  };
}

/** The pool of a domain in a variant with these switches. */
async function poolWith(switches: Switches): Promise<SqlPool> {
  const variant = await openVariant('a', switches, labParts(labDomain('users')));
  onTestFinished(() => variant.close());
  const pool = variant.domains.get('users')?.pool;
  if (pool === undefined) throw new TypeError('the variant has no such domain');
  return pool;
}

async function pidOf(pool: SqlPool): Promise<unknown> {
  const [row] = await pool.query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' });
  return row?.pid;
}

test('a pool uses its connection again, and without a pool every statement has one of its own', async () => {
  const pooled = await poolWith({ 'pool.size': 1 });
  expect(await pidOf(pooled)).toBe(await pidOf(pooled));
  const single = await poolWith({ pool: 'off' });
  expect(await pidOf(single)).not.toBe(await pidOf(single));
  expect(single.getStats()).toMatchObject({ open: 0, waiting: 0, statements: 2 });
});

test('without a pool a transaction and a cursor have one connection each, which ends with them', async () => {
  const pool = await poolWith({ pool: 'off' });
  const pids = await pool.transaction(async (session) => {
    const rows = [1, 2].map(() => session.query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' }));
    return (await Promise.all(rows)).map(([row]) => row?.pid);
  });
  expect(new Set(pids).size).toBe(1);
  let rows = 0;
  const statement = { text: 'SELECT generate_series(1, 25) AS n' };
  for await (const batch of pool.queryCursor(statement, { batchSize: 10 })) rows += batch.length;
  expect([rows, pool.getStats().open]).toEqual([25, 0]);
});

test.each([
  ['on', ['named']],
  ['off', []],
] as const)('prepared %s: a named statement leaves %j prepared on its connection', async (prepared, names) => {
  const pool = await poolWith({ 'pool.size': 1, prepared });
  const text = 'SELECT name FROM pg_prepared_statements ORDER BY name';
  await pool.query({ name: 'named', text });
  await pool.transaction((session) => session.query({ name: 'named', text }));
  expect((await pool.query<{ name: string }>({ text })).map(({ name }) => name)).toEqual(names);
});

test.each([
  [undefined, [10, 10, 5]],
  ['cursor-7', [7, 7, 7, 4]],
  ['buffer', [25]],
] as const)('with stream %s a cursor of 25 rows hands them on as %j', async (stream, sizes) => {
  const pool = await poolWith({ 'pool.size': 1, ...(stream === undefined ? {} : { stream }) });
  const seen: number[] = [];
  const rows = pool.queryCursor({ text: 'SELECT generate_series(1, 25) AS n' }, { batchSize: 10 });
  for await (const batch of rows) seen.push(batch.length);
  expect(seen).toEqual(sizes);
});

test('where one pool cannot be opened the others are closed again', async () => {
  const opened: SqlPool[] = [];
  const sound = labDomain('users');
  const watched: LabDomain = {
    ...sound,
    async openPool(changes) {
      const pool = await sound.openPool(changes);
      opened.push(pool);
      return pool;
    },
  };
  const broken: LabDomain = { ...labDomain('audit'), openPool: () => Promise.reject(new Error('no more')) };
  await expect(openVariant('a', {}, labParts(watched, broken))).rejects.toThrow('no more');
  expect(opened.map((pool) => pool.getStats().open)).toEqual([0]);
});
