import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Logger } from '../ports.ts';
import { auditForLab, type LabServer, startLabServer } from '../testing/lab-server.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
let server: LabServer;

beforeAll(async () => {
  server = await startLabServer([auditForLab(1_000)], log);
});
afterAll(() => server.stop());

const lock = `DO $$ BEGIN LOCK TABLE audit.events; PERFORM pg_sleep(60); END $$`;

test('a client that leaves before the first rows are there ends the statement that looks for them', async () => {
  const held = server.database.execute(lock).catch(() => {});
  while ((await backends(`query LIKE 'DO %' AND wait_event = 'PgSleep'`)) === 0) await sleep(10);
  const leaving = new AbortController();
  const url = `${server.url}/api/v1/performance/audit/events/stream`;
  const headers = { authorization: `Bearer ${server.token}` };
  const asked = fetch(url, { headers, signal: leaving.signal }).catch(() => {});
  while ((await backends(`wait_event_type = 'Lock'`)) === 0) await sleep(10);
  leaving.abort();
  await asked;
  while ((await backends(`wait_event_type = 'Lock'`)) > 0) await sleep(10);
  // Its time limit would be an error.
  expect(server.pool.getStats()).toMatchObject({ errors: 0 });
  await server.database.cutConnections();
  await held;
}, 30_000);

async function backends(condition: string): Promise<number> {
  const text = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND ${condition}`;
  const [row] = await server.database.execute(text);
  return Number(row?.n);
}
