import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Logger, SqlPool, SqlSession } from '../ports.ts';
import { poolOptions } from '../testing/pool-options.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openPostgresPool, type PostgresPoolOptions } from './postgres-pool.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
let database: TestDatabase;
const opened: SqlPool[] = [];

beforeAll(async () => {
  database = await startTestDatabase();
  await database.execute('CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL)');
});
beforeEach(() => database.execute('TRUNCATE item'));
afterEach(() => Promise.all(opened.splice(0).map((pool) => pool.close())));
afterAll(() => database.stop());

async function open(changed: Partial<PostgresPoolOptions> = {}): Promise<SqlPool> {
  const pool = await openPostgresPool(poolOptions(database.url, log, changed));
  opened.push(pool);
  return pool;
}

const ids = async () => (await database.execute('SELECT id FROM item ORDER BY id')).map(({ id }) => id);
const insert = (session: SqlSession, id: number) =>
  session.query({ text: 'INSERT INTO item VALUES ($1, $2)', values: [id, 'x'] });

test('a transaction is there for others all at once, and gives back what its work returned', async () => {
  const pool = await open();
  const result = await pool.transaction(async (session) => {
    await insert(session, 1);
    expect(await ids()).toEqual([]);
    await insert(session, 2);
    return 'done';
  });
  expect(result).toBe('done');
  expect(await ids()).toEqual([1, 2]);
  expect(pool.getStats()).toMatchObject({ idle: 2, statements: 2, errors: 0 });
});

test('work that throws leaves nothing behind, and its own error comes out', async () => {
  const pool = await open();
  const failure = new Error('no');
  const failing = pool.transaction(async (session) => {
    await insert(session, 1);
    throw failure;
  });
  await expect(failing).rejects.toBe(failure);
  expect(await ids()).toEqual([]);
  expect(pool.getStats()).toMatchObject({ open: 2, idle: 2 });
});

test('a failed statement fails its transaction, even where the work goes on as if nothing had been', async () => {
  const pool = await open();
  const failing = pool.transaction(async (session) => {
    await insert(session, 1);
    await insert(session, 1).catch(() => {});
    return 'all well';
  });
  await expect(failing).rejects.toMatchObject({ code: '23505' });
  expect(await ids()).toEqual([]);
});

test('statements do not outlive their transaction', async () => {
  const pool = await open();
  let kept: SqlSession | undefined;
  await pool.transaction(async (session) => {
    kept = session;
  });
  await expect(kept?.query({ text: 'SELECT 1' })).rejects.toThrow(TypeError);
});

test('a transaction that loses its connection is a 503, and the connection is replaced', async () => {
  const pool = await open({ min: 1, max: 1 });
  const lost = pool.transaction(async (session) => {
    await insert(session, 1);
    await database.cutConnections();
    await insert(session, 2);
  });
  await expect(lost).rejects.toMatchObject({ statusCode: 503, code: 'DATABASE_UNAVAILABLE' });
  expect(await ids()).toEqual([]);
  expect(await pool.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
});

test('a cursor hands out all rows in order, a batch at a time', async () => {
  const pool = await open();
  const sizes: number[] = [];
  const all: number[] = [];
  for await (const rows of pool.queryCursor<{ n: number }>(
    { text: 'SELECT n FROM generate_series(1, $1::int) n', values: [2_500] },
    { batchSize: 1_000 },
  )) {
    sizes.push(rows.length);
    all.push(...rows.map(({ n }) => n));
  }
  expect(sizes).toEqual([1_000, 1_000, 500]);
  expect(all).toEqual(Array.from({ length: 2_500 }, (_, position) => position + 1));
  expect(pool.getStats()).toMatchObject({ idle: 2, open: 2 });
});

test('the database makes one batch ahead of the reader, and no more', async () => {
  const pool = await open();
  const counted = { text: `SELECT nextval('made')::int AS n FROM generate_series(1, 1000)` };
  await pool.query({ text: 'CREATE SEQUENCE made' });
  const made = async () => (await pool.query<{ n: number }>({ text: 'SELECT last_value::int AS n FROM made' }))[0]?.n;
  let handedOut = 0;
  for await (const rows of pool.queryCursor<{ n: number }>(counted, { batchSize: 10 })) {
    handedOut += rows.length;
    if (handedOut > 500) break;
    while ((await made()) !== handedOut + 10) await sleep(1);
  }
  await sleep(20);
  expect(await made()).toBe(handedOut + 10);
});

test('a fetch that fails while the reader has the batch before it is heard of at the next', async () => {
  const pool = await open();
  const sizes: number[] = [];
  const reading = async () => {
    const failing = { text: 'SELECT 1 / (15 - generate_series(1, 100)) AS n' };
    for await (const rows of pool.queryCursor(failing, { batchSize: 10 })) {
      await sleep(20);
      sizes.push(rows.length);
    }
  };
  await expect(reading()).rejects.toMatchObject({ code: '22012' });
  expect(sizes).toEqual([10]);
});

// In the select list it is made row by row; in FROM PostgreSQL would make all of it first.
const endless = { text: 'SELECT generate_series(1, 100000000) AS n' };

test('a reader that leaves in the middle gives the connection back, and it can be used again', async () => {
  const pool = await open({ min: 1, max: 1 });
  for await (const rows of pool.queryCursor<{ n: number }>(endless)) {
    expect(rows).toHaveLength(1_000);
    break;
  }
  expect(pool.getStats()).toMatchObject({ idle: 1, open: 1 });
  expect(await pool.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
});

test('a reader that throws gives the connection back', async () => {
  const pool = await open({ min: 1, max: 1 });
  const reading = async () => {
    for await (const _ of pool.queryCursor(endless)) throw new Error('enough');
  };
  await expect(reading()).rejects.toThrow('enough');
  expect(await pool.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
});

test('a signal cuts a fetch that is under way, and the connection is replaced', async () => {
  const pool = await open({ min: 1, max: 1 });
  const leaving = new AbortController();
  const reading = async () => {
    const slow = { text: 'SELECT pg_sleep(20)' };
    for await (const _ of pool.queryCursor(slow, { signal: leaving.signal })) expect.unreachable();
  };
  setTimeout(() => leaving.abort(new Error('the client went away')), 100);
  await expect(reading()).rejects.toThrow('the client went away');
  while (pool.getStats().idle === 0) await sleep(10);
  expect(await pool.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
});

test('a statement that the database refuses fails its cursor and keeps the connection out of use', async () => {
  const pool = await open({ min: 1, max: 1 });
  const reading = async () => {
    for await (const _ of pool.queryCursor({ text: 'SELECT 1 / 0' })) expect.unreachable();
  };
  await expect(reading()).rejects.toMatchObject({ code: '22012' });
  expect(await pool.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
});

test('a batch is written in few statements and all of it or nothing', async () => {
  const pool = await open();
  const rows = Array.from({ length: 250 }, (_, id) => [id, `name ${id}`]);
  expect(await pool.batchQuery('INSERT INTO item (id, name) VALUES ($1, $2)', rows, { batchSize: 100 })).toBe(250);
  expect(pool.getStats().statements).toBe(3);
  expect(await ids()).toHaveLength(250);
  await database.execute('TRUNCATE item');
  const twice = [...rows, [7, 'again']];
  await expect(pool.batchQuery('INSERT INTO item (id, name) VALUES ($1, $2)', twice)).rejects.toMatchObject({
    code: '23505',
  });
  expect(await ids()).toEqual([]);
});

test('a batch tells how many rows it wrote: not those that were there and stayed as they were', async () => {
  for (const isPooled of [true, false]) {
    await database.execute('TRUNCATE item');
    const pool = await open({ isPooled });
    const insert = 'INSERT INTO item (id, name) VALUES ($1, $2)';
    const rows = Array.from({ length: 250 }, (_, id) => [id, `name ${id}`]);
    expect(await pool.batchQuery(insert, rows.slice(90, 110))).toBe(20);
    expect(await pool.batchQuery(`${insert} ON CONFLICT DO NOTHING`, rows, { batchSize: 100 })).toBe(230);
    expect(await pool.batchQuery(`${insert} ON CONFLICT DO NOTHING RETURNING id`, rows)).toBe(0);
    expect(await pool.batchQuery(`${insert} ON CONFLICT (id) DO UPDATE SET name = 'new'`, rows.slice(0, 3))).toBe(3);
    expect(await pool.batchQuery(insert, [])).toBe(0);
    expect(await ids()).toHaveLength(250);
  }
});

test('who names no size of a batch or a fetch gets that of the pool', async () => {
  const pool = await open({ rows: { batch: 2, cursor: 3 } });
  const rows = Array.from({ length: 5 }, (_, id) => [id, `name ${id}`]);
  await pool.batchQuery('INSERT INTO item (id, name) VALUES ($1, $2)', rows);
  expect(pool.getStats().statements).toBe(3);
  const fetched: number[] = [];
  for await (const some of pool.queryCursor({ text: 'SELECT id FROM item' })) fetched.push(some.length);
  expect(fetched).toEqual([3, 2]);
});
