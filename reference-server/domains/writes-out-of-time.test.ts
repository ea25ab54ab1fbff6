import { Client } from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { apiOperations, DOMAINS } from '../testing/api-operations.ts';
import { cachedReads, differences, readAll } from '../testing/api-reads.ts';
import { sendWrite, WRITES } from '../testing/api-writes.ts';
import { type FiveDomainServer, type FiveDomains, startFiveDomains } from '../testing/five-domains.ts';

/** Writes go to the first, or to one that waits no longer than a second for its handlers; the last keeps nothing, and so tells what is true. */
let writer: FiveDomains;
let hasty: FiveDomainServer;
let truth: FiveDomainServer;
let locker: Client;
let reads: readonly string[];

beforeAll(async () => {
  writer = await startFiveDomains({ AUTH_SECRET: 'a secret of the tests', DB_POOL_MIN: '12', DB_POOL_MAX: '12' });
  hasty = await writer.startAnother({}, { requestTimeoutMs: 1_000 });
  truth = await writer.startAnother({ PERFORMANCE_CACHING: 'off' });
  const operations = await apiOperations(writer.url);
  reads = cachedReads(operations.filter(({ tag }) => DOMAINS.some((domain) => domain === tag)));
  locker = new Client({ connectionString: writer.database.url });
  await locker.connect();
  // The things that others of the writes change.
  for (const write of WRITES.filter(({ name }) => /POST \S+(tasks|projects)$/.test(name)))
    await sendWrite(writer, write);
}, 60_000);
afterAll(async () => {
  await locker.end();
  await writer.stop();
});

/** All tables can be read and none written, until what it returns is called; that resolves when nobody is at work any more. */
async function holdWrites(): Promise<() => Promise<void>> {
  const { rows } = await locker.query<{ name: string }>(`
    SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
    WHERE table_schema IN ('users', 'workspace', 'audit', 'opal') AND table_type = 'BASE TABLE' AND table_name <> 'idempotency'`);
  await locker.query('BEGIN');
  await locker.query(`LOCK TABLE ${rows.map(({ name }) => name).join(', ')} IN EXCLUSIVE MODE`);
  const free = async () => {
    await locker.query('COMMIT');
    const others = `
      SELECT query FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`;
    await expect.poll(async () => (await locker.query(others)).rows, { timeout: 10_000 }).toEqual([]);
  };
  onTestFinished(() => free());
  return free;
}

/** Codes that are answered to all writes at the same time, those of single batches among them. */
async function sendAll(server: FiveDomainServer): Promise<ReadonlySet<string | undefined>> {
  const answers = await Promise.all(WRITES.map((write) => sendWrite(server, write)));
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  return new Set(texts.map((text) => /QUERY_TIMEOUT|REQUEST_TIMEOUT/.exec(text)?.[0] ?? text));
}

async function keepAll(): Promise<void> {
  for (const server of [writer, hasty]) await readAll(server, reads);
}

test('a write that is held up beyond its time changes nothing, be it let go at once, and every cache tells the truth', async () => {
  await keepAll();
  const before = await readAll(truth, reads);
  const free = await holdWrites();
  expect([...(await sendAll(writer))]).toEqual(['QUERY_TIMEOUT']);
  await free();
  const now = await readAll(truth, reads);
  expect(differences(before, now)).toEqual([]);
  for (const server of [writer, hasty]) expect(differences(await readAll(server, reads), now)).toEqual([]);
}, 60_000);

test('what is written after its request was answered as too late is told of by every cache', async () => {
  await keepAll();
  const before = await readAll(truth, reads);
  const free = await holdWrites();
  expect([...(await sendAll(hasty))]).toEqual(['REQUEST_TIMEOUT']);
  await free();
  const now = await readAll(truth, reads);
  expect(differences(before, now)).not.toEqual([]);
  for (const server of [writer, hasty]) {
    const ofServer = async () => differences(await readAll(server, reads), now);
    await expect.poll(ofServer, { timeout: 5_000, interval: 10 }).toEqual([]);
  }
}, 60_000);
