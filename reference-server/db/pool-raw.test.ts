import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Logger, RowSink, SqlPool } from '../ports.ts';
import { poolOptions } from '../testing/pool-options.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openPostgresPool, type PostgresPoolOptions } from './postgres-pool.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
let database: TestDatabase;
const opened: SqlPool[] = [];

beforeAll(async () => {
  database = await startTestDatabase();
});
afterEach(() => Promise.all(opened.splice(0).map((pool) => pool.close())));
afterAll(() => database.stop());

/** A pool of one connection. */
async function open(changed: Partial<PostgresPoolOptions> = {}): Promise<SqlPool> {
  const pool = await openPostgresPool(poolOptions(database.url, log, { min: 1, max: 1, ...changed }));
  opened.push(pool);
  return pool;
}

/** Writes the only value of each row on a line of its own. */
function lines(): RowSink {
  let text = '';
  return {
    add(bytes, from, end) {
      text += `${bytes.toString('utf8', from + 6, end)}\n`;
    },
    take() {
      const taken = Buffer.from(text);
      text = '';
      return taken;
    },
  };
}

const works = async (pool: SqlPool) => expect(await pool.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);

test('raw rows are those of the statement, so many a batch, and the connection reads rows again after them', async () => {
  const pool = await open();
  const statement = { text: `SELECT n || repeat('é', $2) FROM generate_series(1, $1::int) n`, values: [2_500, 100] };
  const batches: string[][] = [];
  for await (const bytes of pool.queryRaw(statement, lines(), { batchSize: 1_000 })) {
    batches.push(bytes.toString().trimEnd().split('\n'));
  }
  expect(batches.map((rows) => rows.length)).toEqual([1_000, 1_000, 500]);
  expect(batches.flat()).toEqual(Array.from({ length: 2_500 }, (_, place) => `${place + 1}${'é'.repeat(100)}`));
  expect(pool.getStats()).toMatchObject({ idle: 1, open: 1, errors: 0 });
  await works(pool);
});

// In the select list it is made row by row; in FROM PostgreSQL would make all of it first.
const endless = { text: 'SELECT generate_series(1, 100000000)' };

test('a reader of raw rows that leaves in the middle gives the connection back, and it can be used again', async () => {
  const pool = await open();
  for await (const bytes of pool.queryRaw(endless, lines(), { batchSize: 10 })) {
    expect(bytes.toString().split('\n')).toHaveLength(11);
    break;
  }
  expect(pool.getStats()).toMatchObject({ idle: 1, open: 1, replaced: 0 });
  await works(pool);
});

test.each([
  ['SELECT 1 / 0', '22012'],
  ['SELECT 1 / (15 - generate_series(1, 100))', '22012'],
])('raw rows of %s fail with what the database says', async (text, code) => {
  const pool = await open();
  const reading = async () => {
    for await (const _ of pool.queryRaw({ text }, lines(), { batchSize: 10 })) await sleep(1);
  };
  await expect(reading()).rejects.toMatchObject({ code });
  expect(pool.getStats().errors).toBe(1);
  await works(pool);
});

test('a fetch of raw rows that takes too long is a 503, and one that is slow is told', async () => {
  const timeoutMs = { cached: 100, critical: 100, default: 100, 'long-running': 100 };
  const pool = await open({ timeoutMs, slowMs: 20 });
  const slow: string[] = [];
  pool.onSlowQuery(({ query }) => slow.push(query));
  const text = 'SELECT pg_sleep(5)';
  const reading = async () => {
    for await (const _ of pool.queryRaw({ text }, lines())) expect.unreachable();
  };
  await expect(reading()).rejects.toMatchObject({ statusCode: 503, code: 'QUERY_TIMEOUT' });
  expect(slow).toEqual([text]);
  await works(pool);
});

test('a signal ends raw rows at once, and the connection is replaced', async () => {
  const pool = await open();
  const leaving = new AbortController();
  const reading = async () => {
    const statement = { text: 'SELECT pg_sleep(20)' };
    for await (const _ of pool.queryRaw(statement, lines(), { signal: leaving.signal })) expect.unreachable();
  };
  setTimeout(() => leaving.abort(new Error('the client went away')), 50);
  await expect(reading()).rejects.toThrow('the client went away');
  await works(pool);
});

test('a sink that cannot take a row fails its reader and costs the connection, nothing else', async () => {
  const pool = await open();
  const broken: RowSink = {
    add: () => {
      throw new RangeError('no such column');
    },
    take: () => Buffer.alloc(0),
  };
  const reading = async () => {
    for await (const _ of pool.queryRaw(endless, broken)) expect.unreachable();
  };
  await expect(reading()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  await works(pool);
});
