import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { auditDomain } from '../domains/audit/audit-domain.ts';
import { createCursorCodec } from '../page/cursor.ts';
import type { Logger } from '../ports.ts';
import { startDomainServer } from '../testing/domain-server.ts';
import { signByHand } from '../testing/sign-by-hand.ts';
import { startTestDatabase } from '../testing/test-database.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const path = '/api/v1/performance/audit/events/bulk';
const LOCK = 4_711;
const event = (detail: string) => ({
  organizationId: 1,
  userId: 1,
  type: 'data',
  action: 'read',
  resource: 'file',
  detail,
});
/** Three batches; the second waits for a lock of the test. */
const events = [...Array(5).fill(event('first')), ...Array(5).fill(event('held')), ...Array(5).fill(event('third'))];
const seed = {
  SEED_POSTS: '1000',
  SEED_USERS: '100',
  SEED_EVENTS: '1000',
  SEED_TASKS: '1000',
  SEED_ACTIVITIES: '1000',
  SEED_LEARNERS: '100',
  SEED_LEARNING_EVENTS: '1000',
  SEED_METRICS: '1000',
};

test('a server killed in the middle of a bulk request leaves it to another, which writes what is missing and nothing twice', async () => {
  const database = await startTestDatabase();
  onTestFinished(() => database.stop());
  const server = fileURLToPath(new URL('../start.ts', import.meta.url));
  const secret = 'a secret of both';
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    REDIS_URL: 'redis://127.0.0.1:1',
    AUTH_SECRET: secret,
    ...seed,
  };
  const doomed = spawn(process.execPath, [server], { stdio: ['pipe', 'pipe', 'ignore'], env });
  onTestFinished(() => void doomed.kill('SIGKILL'));
  const [line] = (await once(createInterface(doomed.stdout), 'line')) as [string];
  const [, doomedUrl = ''] = /listening on (\S+)/.exec(line) ?? [];

  const locker = new Client({ connectionString: database.url });
  await locker.connect();
  onTestFinished(() => locker.end());
  await locker.query(`SELECT pg_advisory_lock(${LOCK})`);
  await locker.query(`
    CREATE FUNCTION audit.wait() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_advisory_xact_lock_shared(${LOCK}); RETURN NEW; END';
    CREATE TRIGGER held BEFORE INSERT ON audit.events FOR EACH ROW WHEN (NEW.detail = 'held') EXECUTE FUNCTION audit.wait()`);
  const written = async () => {
    const { rows } = await locker.query<{ detail: string; events: number }>(
      `SELECT detail, count(*)::int AS events FROM audit.events WHERE detail IN ('first', 'held', 'third') GROUP BY detail ORDER BY detail`,
    );
    return Object.fromEntries(rows.map(({ detail, events }) => [detail, events]));
  };

  const post = (url: string, token: string) =>
    fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': 'import-1' },
      body: JSON.stringify({ events, batchSize: 5 }),
    });
  const claims = { role: 'viewer', sub: 'anna', exp: Math.floor(Date.now() / 1_000) + 600 };
  const lost = post(doomedUrl, signByHand(claims, { secret })).catch((error: unknown) => error);
  await expect.poll(written, { timeout: 10_000 }).toEqual({ first: 5, third: 5 });
  doomed.kill('SIGKILL');
  expect(await lost).toBeInstanceOf(TypeError);

  const domain = auditDomain({
    cursors: createCursorCodec('a secret'),
    ttl: { eventsSeconds: 300, countSeconds: 300 },
    page: { defaultLimit: 50, maxLimit: 100 },
    bulk: { maxRows: 500, batchSize: 10, concurrency: 4, attempts: 3, backoffMs: 10, timeoutMs: 30_000 },
    exportStallMs: 500,
    exportChunkRows: 1_000,
    preloadDays: 7,
  });
  const heir = await startDomainServer({ domain, databaseUrl: database.url, role: null, redisUrl: null, log });
  onTestFinished(() => heir.app.close());
  const token = heir.app.jwt.sign({ role: 'viewer', sub: 'anna' }, { expiresIn: '1h' });
  expect((await post(heir.url, token)).status).toBe(409);
  await locker.query(`SELECT pg_advisory_unlock(${LOCK})`);
  // A minute goes by.
  await locker.query("UPDATE audit.idempotency SET taken_at = taken_at - interval '61 s' WHERE response IS NULL");
  expect((await post(heir.url, token)).status).toBe(201);
  const answer = await post(heir.url, token);
  expect(answer.headers.get('idempotent-replayed')).toBe('true');
  const { data } = (await answer.json()) as {
    data: { created: number; ids: readonly number[]; errors: readonly object[] };
  };
  expect([data.created, new Set(data.ids).size, data.errors]).toEqual([15, 15, []]);
  expect(await written()).toEqual({ first: 5, held: 5, third: 5 });
}, 60_000);
