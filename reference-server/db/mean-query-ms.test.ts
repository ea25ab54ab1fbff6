import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { metricsJson } from '../monitor/metrics-json.ts';
import { opalJson } from '../monitor/opal-json.ts';
import type { Snapshot } from '../monitor/snapshot.ts';
import type { Logger } from '../ports.ts';
import { poolOptions } from '../testing/pool-options.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { meanQueryMs } from './mean-query-ms.ts';
import { openPostgresPool } from './postgres-pool.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
let database: TestDatabase;

beforeAll(async () => {
  database = await startTestDatabase();
}, 60_000);
afterAll(() => database.stop());

test('statements that got no connection leave the mean of those that ran as it was', async () => {
  const pool = await openPostgresPool(poolOptions(database.url, log, { min: 1, max: 1, acquireMs: 500 }));
  onTestFinished(() => pool.close());
  const nap = pool.query({ text: 'SELECT pg_sleep(1)' });
  const refused = await Promise.allSettled(Array.from({ length: 20 }, () => pool.query({ text: 'SELECT 1' })));
  await nap;
  expect(refused.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 'rejected'));
  expect(pool.getStats()).toMatchObject({ statements: 21, exhausted: 20 });
  expect(meanQueryMs([pool.getStats()])).toBeGreaterThanOrEqual(1_000);
});

const exhausted = { statements: 22, statementSeconds: 1, durationCounts: [0, 0, 0, 2, 0] };

test('no statement that ran has no mean, and several pools are one', () => {
  expect(meanQueryMs([{ statementSeconds: 0, durationCounts: [0, 0] }])).toBeNull();
  expect(meanQueryMs([exhausted, { statementSeconds: 0.2, durationCounts: [2, 0] }])).toBe(300);
});

test('all who tell a mean tell that one', () => {
  // Of a snapshot what these read, and of a pool what they divide.
  const snapshot = {
    routes: [],
    caches: [],
    queryCaches: [],
    pools: [{ domain: 'opal', stats: exhausted }],
    compression: {},
    admission: { waitCounts: [] },
  } as unknown as Snapshot;
  expect(opalJson(snapshot, 85)).toMatchObject({ averageQueryTimeMs: 500 });
  expect(metricsJson(snapshot)).toMatchObject({ database: { opal: { avgQueryTime: 500 } } });
});
