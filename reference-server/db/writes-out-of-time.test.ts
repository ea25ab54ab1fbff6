import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Logger, SqlPool, SqlStatement } from '../ports.ts';
import { CuttableLink } from '../testing/cuttable-link.ts';
import { poolOptions } from '../testing/pool-options.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openPostgresPool } from './postgres-pool.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
/** The longest is also the database's own limit of any statement: here it has none that would help. */
const timeoutMs = { cached: 300, critical: 300, default: 300, 'long-running': 60_000 };
const LATE = { statusCode: 503, code: 'QUERY_TIMEOUT' };
const LOCK = 4_712;
let database: TestDatabase;
let locker: Client;
const opened: SqlPool[] = [];

beforeAll(async () => {
  database = await startTestDatabase();
  await database.execute(`
    CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL);
    CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_advisory_xact_lock_shared(${LOCK}); RETURN NEW; END';
    CREATE CONSTRAINT TRIGGER held AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW WHEN (NEW.name = 'held') EXECUTE FUNCTION wait();
    CREATE FUNCTION stubborn() RETURNS text LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_sleep(60);
      EXCEPTION WHEN query_canceled THEN
        UPDATE item SET name = 'late';
        RETURN 'written all the same';
      END $$`);
  locker = new Client({ connectionString: database.url });
  await locker.connect();
}, 60_000);
beforeEach(() => database.execute(`TRUNCATE item; INSERT INTO item VALUES (1, 'old')`));
afterEach(() => Promise.all(opened.splice(0).map((pool) => pool.close())));
afterAll(async () => {
  await locker.end();
  await database.stop();
});

async function open(url = database.url): Promise<SqlPool> {
  const pool = await openPostgresPool(poolOptions(url, log, { min: 1, max: 1, timeoutMs }));
  opened.push(pool);
  return pool;
}

/** Nobody holds anything back any more, and whatever could be done has been. */
async function free(): Promise<void> {
  await locker.query('COMMIT');
  await locker.query('SELECT pg_advisory_unlock_all()');
  const others = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`;
  await expect.poll(async () => (await locker.query(others)).rowCount, { timeout: 10_000 }).toBe(0);
}

async function holdRow(): Promise<void> {
  await locker.query('BEGIN');
  await locker.query('SELECT FROM item FOR UPDATE');
}

const names = async () => (await database.execute('SELECT name FROM item ORDER BY id')).map(({ name }) => name);
const update: SqlStatement = { text: `UPDATE item SET name = 'new' WHERE id = 1`, timeout: 'critical' };

test.each([
  ['by itself', (pool: SqlPool) => pool.query(update)],
  ['in a transaction', (pool: SqlPool) => pool.transaction((session) => session.query(update))],
])('a write %s that is held up beyond its time is never done, be it let go at once', async (_how, write) => {
  const pool = await open();
  await holdRow();
  await expect(write(pool)).rejects.toMatchObject(LATE);
  await free();
  expect(await names()).toEqual(['old']);
  expect(await pool.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
  // The connection was given up, and the database was there all the time.
  expect(pool.getStats().losses).toBe(0);
});

test('a transaction that is held up at its end is rolled back', async () => {
  const pool = await open();
  await locker.query(`SELECT pg_advisory_lock(${LOCK})`);
  const held = { text: `INSERT INTO item VALUES (2, 'held')` };
  await expect(pool.transaction((session) => session.query(held))).rejects.toMatchObject(LATE);
  await free();
  expect(await names()).toEqual(['old']);
});

test('a write that was done before it could be cancelled is no failure', async () => {
  const pool = await open();
  const rows = await pool.query({ text: 'SELECT stubborn() AS told' });
  expect(rows).toEqual([{ told: 'written all the same' }]);
  expect(await names()).toEqual(['late']);
  // Nothing that runs after it is hit.
  expect(await pool.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
});

test('a write is cancelled though its own connection hears nothing any more, and who waits is answered', async () => {
  const url = new URL(database.url);
  const link = await CuttableLink.to(Number(url.port));
  url.port = String(link.port);
  const pool = await open(url.href);
  await holdRow();
  const written = pool.query(update);
  const waits = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`;
  await expect.poll(async () => (await locker.query(waits)).rowCount).toBe(1);
  link.freeze();
  await expect(written).rejects.toMatchObject(LATE);
  await free();
  expect(await names()).toEqual(['old']);
  await pool.close();
  await link.cut();
});
