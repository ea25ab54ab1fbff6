import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Logger } from '../ports.ts';
import { CuttableLink } from '../testing/cuttable-link.ts';
import { poolOptions } from '../testing/pool-options.ts';
import { startSlammingServer } from '../testing/slamming-server.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { openPostgresPool } from './postgres-pool.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
let database: TestDatabase;

beforeAll(async () => {
  database = await startTestDatabase();
}, 60_000);
afterAll(() => database.stop());

test('a pool whose database is gone tries again after pauses that double, up to the longest, and comes back', async () => {
  const link = await CuttableLink.to(Number(new URL(database.url).port));
  const url = new URL(database.url);
  url.port = String(link.port);
  const retry = { firstMs: 20, longestMs: 80 };
  const pool = await openPostgresPool(poolOptions(url.href, log, { min: 1, max: 1, retry }));
  onTestFinished(() => pool.close());
  await link.cut();
  const server = await startSlammingServer(link.port);
  // Were there no longest pause, the last of these would come after hours.
  await expect.poll(() => server.callsAt.length, { timeout: 10_000 }).toBeGreaterThan(20);
  server.close();
  // What came before the first of these nobody saw: from the third pause on it is the longest.
  const [, , ...later] = server.pauses();
  // A timer may fire within the millisecond before its time; a busy machine makes pauses longer, never shorter.
  expect(Math.min(...later)).toBeGreaterThan(78);
  await link.mend();
  await expect.poll(() => pool.getStats().open, { timeout: 10_000 }).toBe(1);
  expect(await pool.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
  await link.cut();
}, 30_000);

test('a database that goes and comes back was lost once, each time', async () => {
  const link = await CuttableLink.to(Number(new URL(database.url).port));
  const url = new URL(database.url);
  url.port = String(link.port);
  const retry = { firstMs: 20, longestMs: 80 };
  const pool = await openPostgresPool(poolOptions(url.href, log, { min: 1, max: 2, retry }));
  onTestFinished(() => pool.close());
  for (const losses of [1, 2]) {
    await expect.poll(() => pool.getStats().open, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(pool.getStats().losses).toBe(losses - 1);
    await link.cut();
    await expect.poll(() => pool.getStats().losses, { timeout: 10_000 }).toBe(losses);
    await link.mend();
  }
  await expect.poll(() => pool.getStats().open, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(pool.getStats().losses).toBe(2);
  await link.cut();
}, 30_000);
