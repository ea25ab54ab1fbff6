import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Logger } from '../ports.ts';
import { ask, json } from '../testing/ask.ts';
import { auditForLab, LAB_KEY, type LabServer, startLabServer, usersForLab } from '../testing/lab-server.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
let server: LabServer;

beforeAll(async () => {
  server = await startLabServer([usersForLab({ users: 100, posts: 1_000 }), auditForLab(2_000)], log);
}, 60_000);
afterAll(() => server.stop());

const post = (variant: string, path: string, body: object) =>
  ask(server.url + path, {
    method: 'POST',
    headers: {
      'x-lab-key': LAB_KEY,
      'x-lab-variant': variant,
      'content-type': 'application/json',
      authorization: `Bearer ${server.token}`,
    },
    body: JSON.stringify(body),
  });

const STYLES = { one: {}, values: { bulk: 'values' }, 'by-7': { bulk: 'unnest-7' }, 'values-7': { bulk: 'values-7' } };
const BY_ROW = { parallel: { bulk: 'parallel' }, single: { bulk: 'single' } };

test.each([
  ['one', 1],
  ['values', 1],
  ['by-7', 3],
  ['values-7', 3],
  ['parallel', 20],
  ['single', 20],
])(
  'twenty posts written the way of %s take %i statements, and all are there in their order',
  async (variant, count) => {
    await server.declare({ ...STYLES, ...BY_ROW });
    const posts = Array.from({ length: 20 }, (_, index) => ({ userId: 1, title: `${variant} ${index}`, body: 'text' }));
    const received = await post(variant, '/api/posts', { posts });
    expect(received.status).toBe(201);
    expect((await server.totals(variant)).statements).toBe(count);
    const { data } = json(received) as { data: { ids: readonly number[] } };
    const written = await server.database.execute(
      `SELECT title FROM users.posts WHERE id = ANY ('{${data.ids.join(',')}}') ORDER BY array_position('{${data.ids.join(',')}}'::int[], id)`,
    );
    expect(written.map(({ title }) => title)).toEqual(posts.map(({ title }) => title));
  },
);

test.each([
  ['one', 3],
  ['values', 3],
  ['by-7', 4],
  ['parallel', 25],
  ['single', 25],
])('a bulk request of 25 events written the way of %s takes %i statements', async (variant, count) => {
  await server.declare({ ...STYLES, ...BY_ROW });
  const event = { organizationId: 3, userId: 4, type: 'data', action: 'read', resource: 'file/1', detail: 'a detail' };
  const received = await post(variant, '/api/v1/performance/audit/events/bulk', {
    events: Array.from({ length: 25 }, () => event),
  });
  expect([received.status, json(received)]).toMatchObject([201, { data: { created: 25, failed: 0 } }]);
  expect((await server.totals(variant)).statements).toBe(count);
});

test('one row at a time means one connection, side by side means as many as there are', async () => {
  await server.declare({ parallel: { bulk: 'parallel', 'pool.size': 4 }, single: { bulk: 'single', 'pool.size': 4 } });
  const event = { organizationId: 3, userId: 4, type: 'data', action: 'read', resource: 'file/1', detail: 'a detail' };
  const events = Array.from({ length: 40 }, () => event);
  const backends = async (variant: string) => {
    const [before] = await server.database.execute('SELECT now()::text AS at');
    await post(variant, '/api/v1/performance/audit/events/bulk', { events });
    const [row] = await server.database.execute(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database()
       AND query LIKE '%INSERT INTO audit.events%' AND pid <> pg_backend_pid()
       AND query_start > '${before?.at}'`,
    );
    return row?.n;
  };
  expect(await backends('single')).toBe(1);
  expect(await backends('parallel')).toBe(4);
});

test.each([
  ['bulk', 'unnest-0'],
  ['bulk', 'copy'],
  ['stream', 'cursor-'],
  ['stream', 1_000],
])('%s %j is refused', async (name, value) => {
  const received = await server.declare({ a: { [name]: value } });
  expect([received.status, json(received)]).toMatchObject([400, { error: { code: 'LAB_VARIANTS_INVALID' } }]);
});

test.each(['json', 'ndjson', 'csv'])('an export as %s holds the same however it is read', async (format) => {
  await server.declare({ cursor: {}, few: { stream: 'cursor-9' }, buffer: { stream: 'buffer' } });
  const path = `/api/v1/performance/audit/events/stream?format=${format}&endDate=2025-02-01&chunk_size=50`;
  // JSON has a line break between two rows and none between two batches.
  const linesIn = async (variant: string) =>
    (await server.askIn(variant, path)).body.toString().replaceAll('},{', '},\n{').split('\n');
  const lines = await linesIn('cursor');
  expect(lines.length).toBeGreaterThan(150);
  expect(await linesIn('few')).toEqual(lines);
  expect(await linesIn('buffer')).toEqual(lines);
});

test('an export of nothing is sound when it is read at once, too', async () => {
  await server.declare({ buffer: { stream: 'buffer' } });
  const path = '/api/v1/performance/audit/events/stream?endDate=2020-01-01';
  const received = await server.askIn('buffer', path);
  expect([received.status, json(received)]).toEqual([200, []]);
});
