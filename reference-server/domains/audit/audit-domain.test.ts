import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCursorCodec } from '../../page/cursor.ts';
import type { Logger } from '../../ports.ts';
import { auditSeed } from '../../seed/audit-seed.ts';
import { prepareDatabase } from '../../seed/prepare-database.ts';
import { type DomainServer, startDomainServer } from '../../testing/domain-server.ts';
import { startTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { auditDomain } from './audit-domain.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const EVENTS = 80_000;
const seed = auditSeed({ seed: 1, organizations: 50, events: EVENTS });
const base = '/api/v1/performance/audit/events';
let database: TestDatabase;
let server: DomainServer;

beforeAll(async () => {
  database = await startTestDatabase();
  const { role } = await prepareDatabase(database.url, [seed], log);
  const domain = auditDomain({
    cursors: createCursorCodec('a secret'),
    ttl: { eventsSeconds: 300, countSeconds: 300 },
    page: { defaultLimit: 50, maxLimit: 100 },
    bulk: { maxRows: 500, batchSize: 10, concurrency: 4, attempts: 3, backoffMs: 10, timeoutMs: 5_000 },
    exportStallMs: 500,
    exportChunkRows: 1_000,
    preloadDays: 7,
  });
  server = await startDomainServer({ domain, databaseUrl: database.url, role, redisUrl: null, log });
}, 60_000);
afterAll(async () => {
  await server.app.close();
  await database.stop();
});

interface Event {
  readonly id: number;
  readonly organizationId: number;
  readonly type: string;
  readonly createdAt: string;
}
interface Page {
  readonly data: readonly Event[];
  readonly pagination: {
    readonly nextCursor: string | null;
    readonly hasMore: boolean;
    readonly offset?: number;
    readonly total?: number;
  };
}

const ask = (path: string, init: RequestInit = {}) =>
  fetch(server.url + path, { ...init, headers: { authorization: `Bearer ${server.token}`, ...init.headers } });
const page = async (query: string): Promise<Page> => (await (await ask(`${base}?${query}`)).json()) as Page;
const post = (body: unknown, headers: Record<string, string> = {}) =>
  ask(`${base}/bulk`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const event = { organizationId: 3, userId: 4, type: 'data', action: 'read', resource: 'file/1', detail: 'a detail' };
const isQuiet = () => {
  const { open, idle, waiting } = server.pool.getStats();
  return open > 0 && open === idle && waiting === 0;
};
const count = async () => Number((await database.execute('SELECT count(*) FROM audit.events'))[0]?.count);

test('the seed fills a partition a month and nothing else, and the same seed makes the same events', async () => {
  const partitions = await database.execute(`
    SELECT tableoid::regclass::text AS name, count(*)::int AS events FROM audit.events GROUP BY 1 ORDER BY 1`);
  expect(partitions.map(({ name }) => name)).toEqual(
    Array.from({ length: 12 }, (_, month) => `audit.events_2025_${String(month + 1).padStart(2, '0')}`),
  );
  expect(partitions.every(({ events }) => Number(events) > EVENTS / 14)).toBe(true);
  const [row] = await database.execute(`
    SELECT md5(string_agg(concat_ws('|', id, organization_id, user_id, type, action, resource, detail, extract(epoch FROM created_at)), ' ' ORDER BY id)) AS md5
    FROM audit.events`);
  expect(row?.md5).toBe('88d68c0c735be6e28b8a378cdb6e835d');
});

test('without a token nothing is told or written', async () => {
  const bare = [`${base}?limit=1`, `${base}/stream`].map((path) => fetch(server.url + path));
  for (const answer of await Promise.all(bare)) expect(answer.status).toBe(401);
  const written = await fetch(`${server.url}${base}/bulk`, { method: 'POST', body: '{}' });
  expect(written.status).toBe(401);
});

test('pages run on newest first, each event once, within the filter', async () => {
  const seen: Event[] = [];
  const filter = 'organizationIds=1,2&startDate=2025-03-01&endDate=2025-03-31&limit=100';
  let next: string | null = '';
  while (next !== null) {
    const { data, pagination } = await page(`${filter}${next === '' ? '' : `&cursor=${next}`}`);
    seen.push(...data);
    next = pagination.nextCursor;
  }
  const [expected] = await database.execute(`
    SELECT count(*)::int AS events FROM audit.events
    WHERE organization_id IN (1, 2) AND created_at >= '2025-03-01Z' AND created_at < '2025-04-01Z'`);
  expect(seen).toHaveLength(Number(expected?.events));
  expect(seen.length).toBeGreaterThan(20);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
  expect(seen.toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1))).toEqual(seen);
});

test('an offset gives the same rows as the cursors do', async () => {
  const first = await page('limit=10');
  const second = await page(`limit=10&cursor=${first.pagination.nextCursor}`);
  const skipped = await page('limit=10&offset=10');
  expect(skipped.data).toEqual(second.data);
  expect(skipped.pagination.offset).toBe(10);
});

test('the seeded partitions have every index of the table', async () => {
  const rows = await database.execute(`
    SELECT parent.relname AS name, indisvalid AS valid, count(inhrelid)::int AS partitions
    FROM pg_index JOIN pg_class parent ON parent.oid = indexrelid LEFT JOIN pg_inherits ON inhparent = indexrelid
    WHERE indrelid = 'audit.events'::regclass GROUP BY 1, 2 ORDER BY 1`);
  expect(rows.map(({ name, valid }) => [name, valid])).toEqual([
    ['events_pkey', true],
    ['idx_events_organization', true],
    ['idx_events_type', true],
  ]);
  const [{ count } = {}] = await database.execute(
    `SELECT count(*)::int FROM pg_inherits WHERE inhparent = 'audit.events'::regclass`,
  );
  expect(rows.map(({ partitions }) => partitions)).toEqual([count, count, count]);
});

test('a filter reads the partitions of its time alone', async () => {
  const plan = await database.execute(`
    EXPLAIN SELECT id FROM audit.events WHERE created_at >= '2025-03-01Z' AND created_at < '2025-04-01Z' ORDER BY created_at DESC LIMIT 10`);
  const text = JSON.stringify(plan);
  expect(text).toContain('events_2025_03');
  expect(text).not.toContain('events_2025_04');
});

test.each([
  ['organizationIds=1,x', 'INVALID_FILTER'],
  ['organizationIds=', 'INVALID_FILTER'],
  ['startDate=yesterday', 'INVALID_FILTER'],
  ['startDate=2025-02-30', 'INVALID_FILTER'],
  ['startDate=2025-03-01&endDate=2025-02-01', 'INVALID_FILTER'],
  ["type=data'--", 'INVALID_FILTER'],
  ['offset=-1', 'INVALID_OFFSET'],
  ['offset=2000000', 'INVALID_OFFSET'],
  ['count=all', 'INVALID_FILTER'],
  ['limit=1000', 'INVALID_LIMIT'],
  ['sort=detail', 'INVALID_SORT'],
  ['cursor=forged', 'INVALID_CURSOR'],
])('?%s is refused with %s', async (query, code) => {
  const answer = await ask(`${base}?${query}`);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { code } });
});

test('the cursor of one filter is foreign to another', async () => {
  const { pagination } = await page('organizationIds=1&limit=1');
  const answer = await ask(`${base}?organizationIds=2&limit=1&cursor=${pagination.nextCursor}`);
  expect(await answer.json()).toMatchObject({ error: { code: 'INVALID_CURSOR' } });
});

test('an export is every event once, oldest first, in each format', async () => {
  const json = (await (await ask(`${base}/stream?chunk_size=700`)).json()) as Event[];
  expect(json).toHaveLength(EVENTS);
  expect(json.map(({ id }) => id)).toEqual(Array.from({ length: EVENTS }, (_, place) => place + 1));
  const ndjson = await (await ask(`${base}/stream?format=ndjson`)).text();
  expect(
    ndjson
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(json);
  const csv = await (await ask(`${base}/stream?format=csv`)).text();
  const lines = csv.trimEnd().split('\r\n');
  expect(lines[0]).toBe('id,organizationId,userId,type,action,resource,detail,createdAt');
  expect(lines).toHaveLength(EVENTS + 1);
  expect(lines[1]).toBe(Object.values(json[0] ?? {}).join(','));
  expect(json[0]?.createdAt).toMatch(/^2025-01-01T00:\d\d:\d\d\.\d{3}Z$/);
});

/** What GET /metrics tells of compression, less what it told before. */
async function compressionSince(before?: Readonly<Record<string, number>>): Promise<Readonly<Record<string, number>>> {
  const { compression } = (await (await ask('/metrics')).json()) as { compression: Record<string, number> };
  return Object.fromEntries(Object.entries(compression).map(([name, now]) => [name, now - (before?.[name] ?? 0)]));
}

test('an export is encoded while it is made, and its bytes are counted', async () => {
  const compressed = await compressionSince();
  const before = server.pool.getStats().statements;
  const plain = await (await ask(`${base}/stream?format=csv`, { headers: { 'accept-encoding': 'identity' } })).text();
  const authorization = `Bearer ${server.token}`;
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    request(
      `${server.url}${base}/stream?format=csv`,
      { headers: { 'accept-encoding': 'br', authorization } },
      (answer) => {
        expect(answer.headers['content-encoding']).toBe('br');
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)));
      },
    )
      .on('error', reject)
      .end();
  });
  expect(brotliDecompressSync(bytes).toString()).toBe(plain);
  expect(bytes.length).toBeLessThan(plain.length / 2);
  expect(server.pool.getStats().statements).toBe(before + 2);
  const metrics = await (await ask('/metrics', { headers: { accept: 'text/plain' } })).text();
  const [, sent = '0'] = /^http_response_bytes_total (\d+)/m.exec(metrics) ?? [];
  expect(Number(sent)).toBeGreaterThan(plain.length);
  expect(await compressionSince(compressed)).toMatchObject({
    streams: 1,
    bytesIn: plain.length,
    bytesOut: bytes.length,
    bytesSaved: plain.length - bytes.length,
  });
});

test('an export that its client leaves counts with what went out', async () => {
  const before = await compressionSince();
  const leave = await ask(`${base}/stream?format=ndjson&chunk_size=10`, { headers: { 'accept-encoding': 'gzip' } });
  await leave.body?.cancel();
  await expect.poll(async () => (await compressionSince(before)).streams).toBe(1);
  const { bytesIn = 0, bytesOut = 0 } = await compressionSince(before);
  expect(bytesIn).toBeGreaterThan(0);
  expect(bytesOut).toBeLessThan(bytesIn);
});

test('a client that leaves in the middle, or reads nothing, leaves no connection busy', async () => {
  const leave = await ask(`${base}/stream?format=ndjson&chunk_size=10`);
  await leave.body?.cancel();
  // A client that does not read does not see that it was cut off, either: the pool tells.
  const stalled = request(`${server.url}${base}/stream?format=json`, {
    headers: { authorization: `Bearer ${server.token}` },
  })
    .on('response', (answer) => answer.pause())
    .on('error', () => {});
  stalled.end();
  while (isQuiet()) await sleep(1);
  while (!isQuiet()) await sleep(10);
  stalled.destroy();
  expect((await page('limit=1')).data).toHaveLength(1);
});

test('forty clients that leave in the middle, more than there are connections, leave every one of them idle', async () => {
  const leave = async () => {
    const answer = await ask(`${base}/stream?format=csv&chunk_size=10`);
    expect(answer.status).toBe(200);
    await answer.body?.cancel();
  };
  await Promise.all(Array.from({ length: 40 }, leave));
  while (!isQuiet()) await sleep(10);
  const metrics = (await (await ask('/metrics')).json()) as { concurrency: { running: number; waiting: number } };
  expect(metrics.concurrency).toMatchObject({ running: 0, waiting: 0 });
  expect((await page('limit=1')).data).toHaveLength(1);
});

test.each([
  ['format=xml', 'INVALID_EXPORT'],
  ['chunk_size=0', 'INVALID_EXPORT'],
  ['chunk_size=100000', 'INVALID_EXPORT'],
  ['type=1', 'INVALID_FILTER'],
])('an export with ?%s is refused with %s', async (query, code) => {
  expect(await (await ask(`${base}/stream?${query}`)).json()).toMatchObject({ error: { code } });
});

test('a database that fails in the middle of an export cuts the connection: half is never taken for all', async () => {
  const answer = await ask(`${base}/stream?format=json&chunk_size=10`);
  const reader = answer.body?.getReader();
  await reader?.read();
  await database.cutConnections();
  const reading = async () => {
    while ((await reader?.read())?.done === false);
  };
  await expect(reading()).rejects.toThrow();
});

test('many events are written in batches, and pages show them at once', async () => {
  const answer = await post({ events: Array.from({ length: 25 }, () => event) });
  expect(answer.status).toBe(201);
  const { data, performance } = (await answer.json()) as {
    data: { created: number; batches: number; ids: number[]; errors: unknown[] };
    performance: { totalTime: number; concurrencyUtilization: number };
  };
  expect(data).toMatchObject({ created: 25, failed: 0, batches: 3, errors: [] });
  expect(new Set(data.ids).size).toBe(25);
  expect(performance.totalTime).toBeGreaterThan(0);
  expect(performance.concurrencyUtilization).toBeGreaterThan(0);
  expect(performance.concurrencyUtilization).toBeLessThanOrEqual(1);
  const newest = await page('limit=25');
  expect(newest.data.map(({ id }) => id).toSorted()).toEqual(data.ids.toSorted());
});

test('faulty events are named, and the others are written', async () => {
  const before = await count();
  const answer = await post({ events: [event, { ...event, userId: 0 }, { ...event, type: '' }, event, 'nonsense'] });
  expect(answer.status).toBe(207);
  expect(await answer.json()).toMatchObject({
    data: {
      created: 2,
      failed: 3,
      errors: [
        { index: 1, code: 'INVALID_EVENT', message: 'userId is a whole number from 1 to 2147483647' },
        { index: 2, code: 'INVALID_EVENT' },
        { index: 4, code: 'INVALID_EVENT' },
      ],
    },
  });
  expect(await count()).toBe(before + 2);
  expect((await post({ events: ['nonsense'] })).status).toBe(400);
  for (const body of [{}, [], { events: [] }, { events: [event], batchSize: 0 }, { events: Array(501).fill(event) }]) {
    expect(await (await post(body)).json()).toMatchObject({ error: { code: 'INVALID_EVENTS' } });
  }
});

test('a request that is repeated under its key writes nothing twice', async () => {
  const headers = { 'idempotency-key': 'import-42' };
  const before = await count();
  const first = await post({ events: [event, event] }, headers);
  const again = await post({ events: [event, event] }, headers);
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(await again.json()).toEqual(await first.json());
  expect([first.headers.get('idempotent-replayed'), again.headers.get('idempotent-replayed')]).toEqual([null, 'true']);
  expect(await count()).toBe(before + 2);
  const other = await post({ events: [event] }, headers);
  expect(other.status).toBe(422);
  const odd = await post({ events: [event] }, { 'idempotency-key': 'a b' });
  expect(await odd.json()).toMatchObject({ error: { code: 'INVALID_IDEMPOTENCY_KEY' } });
});

test('the key of one caller is no key of another: nobody hears of anybody else’s request', async () => {
  const as = (claims: object) => ({
    authorization: `Bearer ${server.app.jwt.sign({ role: 'viewer', ...claims }, { expiresIn: '1h' })}`,
    'idempotency-key': 'everybody-s',
  });
  const [anna, bert] = [as({ sub: 'anna' }), as({ sub: 'bert' })];
  const [nameless, another] = [as({ jti: 'one' }), as({ jti: 'other' })];
  const callers = [anna, bert, nameless, another];
  const before = await count();
  const seen = new Set<string>();
  for (const [more, headers] of callers.entries()) {
    const answer = await post({ events: Array(more + 1).fill(event) }, headers);
    expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([201, null]);
    seen.add(JSON.stringify(await answer.json()));
  }
  expect([seen.size, await count()]).toEqual([4, before + 1 + 2 + 3 + 4]);
  // With a new token, but in the same name.
  const later = await post({ events: [event] }, as({ sub: 'anna', jti: 'new' }));
  expect(later.headers.get('idempotent-replayed')).toBe('true');
});

test('a request that came to nothing is carried out when it is repeated under its key', async () => {
  const headers = { 'idempotency-key': 'second-attempt' };
  const before = await count();
  await database.execute('ALTER TABLE audit.events ADD CONSTRAINT trouble CHECK (false) NOT VALID');
  expect((await post({ events: [event] }, headers)).status).toBe(503);
  await database.execute('ALTER TABLE audit.events DROP CONSTRAINT trouble');
  expect((await post({ events: [event] }, headers)).status).toBe(201);
  expect(await count()).toBe(before + 1);
});

test('of two requests at once under one key one is carried out', async () => {
  const before = await count();
  const headers = { 'idempotency-key': 'at-once' };
  const answers = await Promise.all(Array.from({ length: 8 }, () => post({ events: [event] }, headers)));
  expect(await count()).toBe(before + 1);
  expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
  expect(answers.some(({ status }) => status === 201)).toBe(true);
});

test('what a run wrote is gone at the next start', async () => {
  await prepareDatabase(database.url, [seed], log);
  expect(await count()).toBe(EVENTS);
});

test('how many events a filter has is counted once for all its pages, and anew after a write', async () => {
  const statements = () => server.pool.getStats().statements;
  const countOf = async (query: string) => (await page(`count=exact&type=auth&${query}`)).pagination.total;
  const [expected] = await database.execute(`SELECT count(*)::int AS events FROM audit.events WHERE type = 'auth'`);
  const before = statements();
  for (const query of ['limit=5&offset=0', 'limit=5&offset=5', 'limit=5']) {
    expect(await countOf(query)).toBe(expected?.events);
  }
  expect(statements() - before).toBe(4);
  await post({ events: [{ ...event, type: 'auth' }] });
  expect(await countOf('limit=5&offset=0')).toBe(Number(expected?.events) + 1);
});
