import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Logger } from '../../ports.ts';
import { auditSeed } from '../../seed/audit-seed.ts';
import { prepareDatabase } from '../../seed/prepare-database.ts';
import { startTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { keepPartitions, startPartitionKeeper } from './partition-keeper.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
/** Far from the present, in which the seed makes partitions of its own. */
const NOW = new Date('2031-11-15T00:00:00Z');
let database: TestDatabase;
let client: Client;
let role: string | null;

beforeAll(async () => {
  database = await startTestDatabase();
  ({ role } = await prepareDatabase(database.url, [auditSeed({ seed: 1, organizations: 10, events: 1_000 })], log));
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.stop();
});

const insert = (createdAt: string) => `
  INSERT INTO audit.events (organization_id, user_id, type, action, resource, detail, created_at)
  VALUES (1, 1, 'data', 'read', 'file', 'x', '${createdAt}')`;
const placeOf = async (createdAt: string) => {
  const [row] = await database.execute(
    `SELECT tableoid::regclass::text AS place FROM audit.events WHERE created_at = '${createdAt}'`,
  );
  return row?.place;
};

test('the months to come have partitions, and events that were there before them move into theirs', async () => {
  await database.execute(insert('2031-12-24T12:00:00Z'));
  expect(await placeOf('2031-12-24T12:00:00Z')).toBe('audit.events_other');
  const rules = { aheadMonths: 2, retainMonths: null };
  const created = ['events_2031_11', 'events_2031_12', 'events_2032_01'];
  expect(await keepPartitions(client, NOW, rules)).toEqual({ created, detached: [] });
  expect(await keepPartitions(client, NOW, rules)).toEqual({ created: [], detached: [] });
  expect(await placeOf('2031-12-24T12:00:00Z')).toBe('audit.events_2031_12');
  await database.execute(insert('2032-01-01T00:00:00Z'));
  expect(await placeOf('2032-01-01T00:00:00Z')).toBe('audit.events_2032_01');
  const [index] = await database.execute(`
    SELECT count(*)::int AS indexes FROM pg_index WHERE indrelid = 'audit.events_2031_12'::regclass AND indisvalid`);
  expect(index?.indexes).toBe(3);
});

test('the role of the running server reads and writes what is new, and may not do this itself', async () => {
  const own = new Client({ connectionString: database.url, options: `-c role=${role}` });
  await own.connect();
  await own.query(insert('2031-12-25T12:00:00Z'));
  expect(
    (await own.query(`SELECT 1 FROM audit.events WHERE created_at >= '2031-12-25Z' AND created_at < '2032-01-01Z'`))
      .rowCount,
  ).toBe(1);
  await expect(
    keepPartitions(own, new Date('2040-01-01T00:00:00Z'), { aheadMonths: 0, retainMonths: null }),
  ).rejects.toThrow(/permission denied|must be owner/);
  await own.end();
});

test('months past keeping leave the table and stay in the database', async () => {
  const [before] = await database.execute('SELECT count(*)::int AS events FROM audit.events');
  const [march] = await database.execute('SELECT count(*)::int AS events FROM audit.events_2025_03');
  // From the middle of 2025-06 two whole months are kept: April and May.
  const rules = { aheadMonths: 0, retainMonths: 2 };
  const { detached } = await keepPartitions(client, new Date('2025-06-15T00:00:00Z'), rules);
  expect(detached).toEqual(['events_2025_01', 'events_2025_02', 'events_2025_03']);
  expect(await database.execute('SELECT count(*)::int AS events FROM audit.events_2025_03_detached')).toEqual([march]);
  const [after] = await database.execute('SELECT count(*)::int AS events FROM audit.events');
  expect(Number(after?.events)).toBeLessThan(Number(before?.events) - Number(march?.events));
  expect((await keepPartitions(client, new Date('2025-06-15T00:00:00Z'), rules)).detached).toEqual([]);
});

test('months that have left the table are back at the next start, with the same seed and with another', async () => {
  const rules = { aheadMonths: 0, retainMonths: 0 };
  for (const events of [1_000, 2_000]) {
    await keepPartitions(client, new Date('2025-12-15T00:00:00Z'), rules);
    await prepareDatabase(database.url, [auditSeed({ seed: 1, organizations: 10, events })], log);
    const [seeded] = await database.execute(
      `SELECT count(*)::int AS events FROM audit.events WHERE created_at < '2026-01-01Z'`,
    );
    expect(seeded).toEqual({ events });
  }
});

test('of several servers one does it, and a table that somebody holds is left for the next time', async () => {
  const other = new Client({ connectionString: database.url });
  await other.connect();
  await other.query(`SELECT pg_advisory_lock(hashtext('audit-partitions'))`);
  const rules = { aheadMonths: 0, retainMonths: null };
  expect(await keepPartitions(client, new Date('2033-01-01T00:00:00Z'), rules)).toEqual({ created: [], detached: [] });
  await other.query(`SELECT pg_advisory_unlock(hashtext('audit-partitions'))`);
  await other.query('BEGIN; SELECT 1 FROM audit.events_other');
  await expect(keepPartitions(client, new Date('2033-01-01T00:00:00Z'), rules)).rejects.toThrow('lock timeout');
  await other.query('COMMIT');
  expect((await keepPartitions(client, new Date('2033-01-01T00:00:00Z'), rules)).created).toEqual(['events_2033_01']);
  await other.end();
});

test('the keeper works at once and again, says what it did, and ends', async () => {
  const told: object[] = [];
  const clock = { wallMs: () => Date.parse('2034-05-01T00:00:00Z'), monotonicMs: () => 0 };
  const listening: Logger = { ...log, info: (fields) => void told.push(fields) };
  const stop = startPartitionKeeper(database.url, {
    aheadMonths: 1,
    retainMonths: null,
    everyMs: 50,
    clock,
    log: listening,
  });
  await sleep(300);
  await stop();
  expect(told).toEqual([{ created: ['events_2034_05', 'events_2034_06'], detached: [] }]);
  const warned: string[] = [];
  const warning: Logger = { ...log, warn: (_fields, message) => void warned.push(message) };
  const stopOther = startPartitionKeeper('postgres://127.0.0.1:1/none', {
    aheadMonths: 1,
    retainMonths: null,
    everyMs: 60_000,
    clock,
    log: warning,
  });
  await stopOther();
  expect(warned).toEqual(['the partitions of audit events could not be kept']);
});
