import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Logger, SqlPool } from '../ports.ts';
import { poolOptions } from '../testing/pool-options.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openPostgresPool } from './postgres-pool.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
let database: TestDatabase;
let pool: SqlPool;

beforeAll(async () => {
  database = await startTestDatabase();
  pool = await openPostgresPool(poolOptions(database.url, log, { min: 2, max: 2, acquireMs: 100 }));
});
afterAll(async () => {
  await pool.close();
  await database.stop();
});

test('each connection is told by itself: what it ran, since when it is there, whether it is lent', async () => {
  for (let turn = 0; turn < 3; turn += 1) await pool.query({ text: 'SELECT 1' });
  const idle = pool.getStats().connections ?? [];
  expect(idle.map(({ isBusy }) => isBusy)).toEqual([false, false]);
  // Last in, first out: a small load stays on one.
  expect(idle.map(({ statements }) => statements).toSorted()).toEqual([0, 3]);
  for (const { ageSeconds, idleSeconds } of idle) expect(ageSeconds).toBeGreaterThanOrEqual(idleSeconds);
  await pool.transaction(async (session) => {
    await session.query({ text: 'SELECT 1' });
    const lent = (pool.getStats().connections ?? []).filter(({ isBusy }) => isBusy);
    expect(lent).toMatchObject([{ idleSeconds: 0 }]);
    expect(lent[0]?.statements).toBeGreaterThan(0);
  });
});

test('callers who got no connection in time are counted', async () => {
  expect(pool.getStats().exhausted).toBe(0);
  const held = [1, 2].map(() => pool.query({ text: 'SELECT pg_sleep(0.5)' }));
  const refused = await Promise.allSettled([1, 2, 3].map(() => pool.query({ text: 'SELECT 1' })));
  expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  await Promise.all(held);
  expect(pool.getStats()).toMatchObject({ exhausted: 3, waiting: 0 });
});

test('a URL that names a limit, as document 002 has it, is one to connect with', async () => {
  const url = new URL(database.url);
  url.searchParams.set('connection_limit', '60');
  const limited = await openPostgresPool(poolOptions(url.href, log, { min: 1, max: 1 }));
  expect(await limited.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
  await limited.close();
});
