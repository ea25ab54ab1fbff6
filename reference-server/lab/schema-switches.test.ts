import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Logger } from '../ports.ts';
import { ask, json } from '../testing/ask.ts';
import { auditForLab, LAB_KEY, type LabServer, startLabServer, usersForLab } from '../testing/lab-server.ts';

const logged: string[] = [];
const log: Logger = { info: (_fields, message) => void logged.push(message), warn() {}, error() {} };
const events = '/api/v1/performance/audit/events';
let server: LabServer;

beforeAll(async () => {
  server = await startLabServer([usersForLab({ users: 500, posts: 20_000 }), auditForLab(20_000)], log);
}, 60_000);
afterAll(() => server.stop());

/** How PostgreSQL would carry out what the server asked it last. */
async function lastPlan(): Promise<string> {
  const [row] = await server.database.execute(
    `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'reference-server'
     ORDER BY query_start DESC NULLS LAST LIMIT 1`,
  );
  const client = new Client({ connectionString: server.database.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN, COSTS OFF) ${row?.query}`);
    return rows.map((line) => line['QUERY PLAN']).join('\n');
  } finally {
    await client.end();
  }
}

const indexesOf = async (schema: string) =>
  (await server.database.execute(`SELECT indexname FROM pg_indexes WHERE schemaname = '${schema}' ORDER BY 1`)).map(
    ({ indexname }) => indexname,
  );

test('without indexes a list is read from the whole table, and says the same', async () => {
  await server.declare({ seed: { indexes: 'seed', cache: 'off' }, none: { indexes: 'none', cache: 'off' } });
  const path = '/api/users/7/posts?limit=5';
  const [seed, none] = [await server.askIn('seed', path), await server.askIn('none', path)];
  expect(none.status).toBe(200);
  expect(json(none)).toEqual(json(seed));
  const plan = await lastPlan();
  expect(plan).toContain('Seq Scan on posts');
  expect(plan).toContain('Sort');
  await server.askIn('seed', path);
  expect(await lastPlan()).toContain('Index Scan using idx_posts_user_created');
  expect(await indexesOf('lab_users_bare')).toEqual(['idempotency_pkey', 'posts_pkey', 'users_pkey']);
});

test('what is written in a variant has its own table, the ids and the rules of the domain', async () => {
  await server.declare({ none: { indexes: 'none' } });
  const post = (userId: number) =>
    ask(`${server.url}/api/posts`, {
      method: 'POST',
      headers: { 'x-lab-key': LAB_KEY, 'x-lab-variant': 'none', 'content-type': 'application/json' },
      body: JSON.stringify({ posts: [{ userId, title: 'a title', body: 'text' }] }),
    });
  expect(json(await post(9_999))).toMatchObject({ error: { code: 'UNKNOWN_USER' } });
  const received = await post(1);
  expect(received.status).toBe(201);
  const id = (json(received) as { data: { ids: readonly number[] } }).data.ids[0];
  expect(id).toBeGreaterThan(20_000);
  expect((await server.askIn('none', `/api/posts/${id}`)).status).toBe(200);
  expect((await ask(`${server.url}/api/posts/${id}`)).status).toBe(404);
  // Declared anew it is as it was made.
  await server.declare({ none: { indexes: 'none' } });
  expect((await server.askIn('none', `/api/posts/${id}`)).status).toBe(404);
});

test('a copy is made once and kept, and made anew for other rows', async () => {
  const made = () => logged.filter((message) => message === 'copied users to lab_users_bare').length;
  await server.declare({ none: { indexes: 'none' } });
  const before = made();
  expect(before).toBeGreaterThan(0);
  await server.declare({ none: { indexes: 'none' }, other: { indexes: 'none' } });
  expect(made()).toBe(before);
  await server.database.execute(`UPDATE reference.seed_state SET finished_at = now() WHERE domain = 'users'`);
  await server.declare({ none: { indexes: 'none' } });
  expect(made()).toBe(before + 1);
});

const WEEK = `${events}?startDate=2025-03-03&endDate=2025-03-09&limit=10`;

test.each([
  ['on', 'seed', /Index Scan.* on events_2025_03/, /events_2025_04/],
  ['on', 'none', /Seq Scan on events_2025_03/, /events_2025_04|Index/],
  ['off', 'seed', /Index Scan.* using events_pkey on events$/m, /events_2025/],
  ['off', 'none', /Seq Scan on events$/m, /events_2025|Index/],
] as const)(
  'events with partitions %s and indexes %s are read as %s',
  async (partition, indexes, expected, excluded) => {
    await server.declare({ a: { partition, indexes, cache: 'off' }, own: { cache: 'off' } });
    const [received, own] = [await server.askIn('own', WEEK), await server.askIn('a', WEEK)];
    expect(own.status).toBe(200);
    expect(json(own)).toEqual(json(received));
    const [row] = await server.database.execute(
      `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'reference-server'
     ORDER BY query_start DESC NULLS LAST LIMIT 1`,
    );
    const text = String(row?.query).replace('$1', `'2025-03-03'`).replace('$2', `'2025-03-10'`).replace('$3', '11');
    const plan = (await server.database.execute(`EXPLAIN (COSTS OFF) ${text}`))
      .map((line) => line['QUERY PLAN'])
      .join('\n');
    expect(plan).toMatch(expected);
    expect(plan).not.toMatch(excluded);
  },
);

test('a copy has the indexes of the domain where it is to have them', async () => {
  await server.declare({ a: { partition: 'off' } });
  expect(await indexesOf('lab_audit_flat')).toEqual([
    'events_pkey',
    'idempotency_pkey',
    'idx_events_organization',
    'idx_events_type',
    'idx_idempotency_taken',
  ]);
  const [counts] = await server.database.execute(
    `SELECT (SELECT count(*)::int FROM audit.events) AS own, (SELECT count(*)::int FROM lab_audit_flat.events) AS copied`,
  );
  expect(counts).toEqual({ own: 20_000, copied: 20_000 });
});

test('the server may not change the tables of a copy, only their rows', async () => {
  await server.declare({ a: { partition: 'off' } });
  await expect(
    server.database.execute('SET ROLE reference_server_runtime; DROP TABLE lab_audit_flat.events'),
  ).rejects.toMatchObject({ code: '42501' });
});

test('where tables cannot be copied no variant is declared and no schema is left', async () => {
  await server.database.execute('DROP SCHEMA IF EXISTS lab_users_bare CASCADE');
  await server.database.execute(
    `CREATE FUNCTION users.boom() RETURNS boolean LANGUAGE plpgsql VOLATILE AS 'BEGIN RAISE ''boom''; END'`,
  );
  await server.database.execute(`ALTER TABLE users.posts ADD CONSTRAINT odd CHECK (users.boom() IS NULL) NOT VALID`);
  try {
    const received = await server.declare({ none: { indexes: 'none' } });
    expect([received.status, json(received)]).toMatchObject([503, { error: { code: 'LAB_VARIANT_FAILED' } }]);
    const left = await server.database.execute(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'lab_users%'`);
    expect(left).toEqual([]);
  } finally {
    await server.database.execute('ALTER TABLE users.posts DROP CONSTRAINT odd');
  }
});
