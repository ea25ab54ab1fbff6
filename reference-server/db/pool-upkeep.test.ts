import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Logger, SlowQuery, SqlPool } from '../ports.ts';
import { CuttableLink } from '../testing/cuttable-link.ts';
import { poolOptions } from '../testing/pool-options.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openPostgresPool, type PostgresPoolOptions } from './postgres-pool.ts';

let database: TestDatabase;
let warnings: { readonly fields: object; readonly message: string }[] = [];
const log: Logger = { info() {}, warn: (fields, message) => warnings.push({ fields, message }), error() {} };
const opened: SqlPool[] = [];

beforeAll(async () => {
  database = await startTestDatabase();
});
beforeEach(() => {
  warnings = [];
});
afterEach(() => Promise.all(opened.splice(0).map((pool) => pool.close())));
afterAll(() => database.stop());

async function open(changed: Partial<PostgresPoolOptions> = {}, url = database.url): Promise<SqlPool> {
  const pool = await openPostgresPool(poolOptions(url, log, changed));
  opened.push(pool);
  return pool;
}

const pidOf = async (pool: SqlPool) =>
  (await pool.query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' }))[0]?.pid;

async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

test('a connection that has reached its lifetime is replaced by another', async () => {
  const pool = await open({ min: 1, max: 1, lifetimeMs: 200 });
  const first = await pidOf(pool);
  await sleep(300);
  await eventually(() => pool.getStats().idle === 1);
  expect(await pidOf(pool)).not.toBe(first);
});

test('an idle connection that no longer answers is found and replaced before anybody asks for it', async () => {
  const link = await CuttableLink.to(Number(new URL(database.url).port));
  const url = new URL(database.url);
  url.port = String(link.port);
  const pool = await open({ min: 2, max: 2, validateMs: 50, validateTimeoutMs: 200 }, url.href);
  link.freeze();
  await eventually(() => pool.getStats().replaced >= 2);
  await eventually(() => pool.getStats().idle === 2);
  expect(await pool.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
  expect(pool.getStats().errors).toBe(0);
  await pool.close();
  await link.cut();
});

test('who holds a connection too long is named once, with the place that borrowed it', async () => {
  const pool = await open({ leakMs: 100 });
  await pool.transaction(async function forgetful() {
    await eventually(() => pool.getStats().leaks > 0);
    await sleep(150);
  });
  expect(pool.getStats().leaks).toBe(1);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatchObject({ message: 'a connection is held too long', fields: { what: 'transaction' } });
  expect(JSON.stringify(warnings[0]?.fields)).toContain('pool-upkeep.test.ts');
});

test('the limit of a dynamic pool follows its use, and utilisation is measured against it', async () => {
  const pool = await open({ min: 2, max: 16, isDynamic: true, sizingMs: 100, idleMs: 100 });
  expect(pool.getStats().max).toBe(4);
  const load = Array.from({ length: 40 }, () => pool.query({ text: 'SELECT pg_sleep(0.05)' }));
  await Promise.all(load);
  expect(pool.getStats().max).toBeGreaterThan(4);
  await eventually(() => pool.getStats().max === 2 && pool.getStats().open === 2);
  const { busySeconds, capacitySeconds } = pool.getStats();
  expect(busySeconds).toBeGreaterThan(0);
  expect(busySeconds).toBeLessThanOrEqual(capacitySeconds);
});

test('slow statements are told by level, without their values', async () => {
  const pool = await open({ slowMs: 50, verySlowMs: 200 });
  const told: SlowQuery[] = [];
  const stop = pool.onSlowQuery((query) => told.push(query));
  await pool.query({ text: 'SELECT pg_sleep($1::float8)', values: [0.1] });
  await pool.query({ text: 'SELECT pg_sleep($1::float8) AS longer', values: [0.3] });
  await pool.query({ text: 'SELECT 1' });
  stop();
  await pool.query({ text: 'SELECT pg_sleep(0.1)' });
  expect(told.map(({ query, level }) => [query, level])).toEqual([
    ['SELECT pg_sleep($1::float8)', 'slow'],
    ['SELECT pg_sleep($1::float8) AS longer', 'critical'],
  ]);
  expect(told.every(({ ms }) => ms >= 50)).toBe(true);
  expect(pool.getStats().slowStatements).toBe(3);
});
