import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedisClient } from '../../cache/redis-client.ts';
import { readConfig } from '../../config/config.ts';
import { serverSettings } from '../../config/server-settings.ts';
import { openPostgresPool } from '../../db/postgres-pool.ts';
import { createCursorCodec } from '../../page/cursor.ts';
import type { Logger, SqlPool } from '../../ports.ts';
import { prepareDatabase } from '../../seed/prepare-database.ts';
import { usersSeed } from '../../seed/users-seed.ts';
import { seededRng } from '../../seeded-rng.ts';
import { createServer } from '../../server.ts';
import { systemClock } from '../../system-clock.ts';
import { poolOptions } from '../../testing/pool-options.ts';
import type { RedisProcess } from '../../testing/redis-process.ts';
import type { TestDatabase } from '../../testing/test-database.ts';
import { startTestServices, type TestServices } from '../../testing/test-services.ts';
import { usersDomain } from './users-domain.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const sizes = { seed: 1, users: 200, posts: 5_000 };
let database: TestDatabase;
let redis: RedisProcess;
let services: TestServices;
let role: string | null;
/** Two servers on one database and one Redis, as behind a load balancer. */
let servers: readonly { readonly app: FastifyInstance; readonly url: string; readonly pool: SqlPool }[];

async function startServer() {
  const pool = await openPostgresPool(poolOptions(database.url, log, { role, min: 1, max: 5 }));
  const domain = usersDomain({
    cursors: createCursorCodec('a secret'),
    ttl: { userSeconds: 300, querySeconds: 300, reportSeconds: 300 },
    page: { defaultLimit: 20, maxLimit: 100 },
    maxBatchRows: 100,
  });
  const kv = createRedisClient({ url: redis.url, deadlineMs: 2_000 });
  const app = await createServer({
    config: serverSettings(readConfig({ CACHE_NEGATIVE_TTL: '1' }).settings),
    clock: systemClock,
    rng: seededRng(1),
    log,
    kv,
    domains: [{ domain, pool }],
    facts: () => ({}),
    configReport: {},
  });
  await new Promise<void>((resolve) => (kv.isReady ? resolve() : kv.onReady(resolve)));
  return { app, url: await app.listen({ host: '127.0.0.1', port: 0 }), pool };
}

beforeAll(async () => {
  services = await startTestServices();
  ({ database, redis } = services);
  ({ role } = await prepareDatabase(database.url, [usersSeed(sizes)], log));
  servers = [await startServer(), await startServer()];
});

afterAll(async () => {
  await Promise.all(servers.map(({ app }) => app.close()));
  await services.stop();
});

interface Answer {
  readonly status: number;
  readonly tier: string | null;
  // Whatever JSON the server sent: the expectations say what it should be.
  readonly body: {
    readonly data?: unknown;
    readonly pagination?: { readonly nextCursor: string };
    readonly error?: unknown;
  };
}

async function ask(path: string, options: RequestInit & { readonly server?: 0 | 1 } = {}): Promise<Answer> {
  const { server = 0, ...request } = options;
  const response = await fetch(`${servers[server]?.url}${path}`, request);
  return {
    status: response.status,
    tier: response.headers.get('x-cache'),
    body: (await response.json()) as Answer['body'],
  };
}

function publish(posts: unknown, server: 0 | 1 = 0): Promise<Answer> {
  const body = typeof posts === 'string' ? posts : JSON.stringify({ posts });
  return ask('/api/posts', { method: 'POST', headers: { 'content-type': 'application/json' }, body, server });
}

test('a user is read from the database once, then from memory, and from Redis by the other server', async () => {
  const first = await ask('/api/users/7');
  expect(first).toMatchObject({ status: 200, tier: 'miss', body: { data: { id: 7, status: expect.any(String) } } });
  expect(await ask('/api/users/7')).toEqual({ ...first, tier: 'l1' });
  expect(await ask('/api/users/7', { server: 1 })).toEqual({ ...first, tier: 'l2' });
});

test('a post names its author', async () => {
  const { body } = await ask('/api/posts/123');
  expect(body).toEqual({
    data: {
      id: 123,
      title: expect.any(String),
      body: expect.any(String),
      createdAt: expect.stringMatching(/^20\d\d-/),
      author: { id: expect.any(Number), name: expect.any(String) },
    },
  });
});

test.each([
  ['/api/users', 200],
  ['/api/users?sort=email&order=asc&limit=7', 200],
  ['/api/users?sort=createdAt&limit=100', 200],
])('following the cursors of %s meets every user once', async (path, users) => {
  const seen: number[] = [];
  let next = path;
  for (;;) {
    const { status, body } = await ask(next);
    expect(status).toBe(200);
    seen.push(...(body.data as { readonly id: number }[]).map(({ id }) => id));
    const cursor = body.pagination?.nextCursor;
    if (!cursor) break;
    next = `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`;
  }
  expect(seen).toHaveLength(users);
  expect(new Set(seen).size).toBe(users);
});

test('a new post is on the first page of its author at once, in every length', async () => {
  const paths = ['/api/users/1/posts', '/api/users/1/posts?limit=5', '/api/users/1/posts?limit=100'];
  for (const path of paths) await ask(path);

  const { status, body } = await publish([{ userId: 1, title: 'Newest', body: 'of all' }]);
  expect(status).toBe(201);
  const [id] = (body.data as { readonly ids: number[] }).ids;
  expect(id).toBeGreaterThan(sizes.posts);

  for (const path of paths) {
    const answer = await ask(path);
    expect(answer.tier).toBe('miss');
    expect((answer.body.data as readonly object[])[0]).toMatchObject({ id, title: 'Newest', body: 'of all' });
  }
});

test('a batch keeps its order, and the pages of other authors stay where they are', async () => {
  await ask('/api/users/2/posts');
  const batch = Array.from({ length: 100 }, (_, index) => ({ userId: 3, title: `Post ${index}`, body: 'text' }));
  const { body } = await publish(batch);
  const { ids } = body.data as { readonly ids: readonly number[] };
  expect(ids).toHaveLength(100);
  expect(ids).toEqual([...ids].sort((one, other) => one - other));
  expect((await ask(`/api/posts/${ids[42]}`)).body.data).toMatchObject({ title: 'Post 42', author: { id: 3 } });
  expect((await ask('/api/users/2/posts')).tier).toBe('l1');
});

test('a batch is written whole or not at all', async () => {
  const before = await database.execute('SELECT count(*) FROM users.posts');
  expect(
    await publish([
      { userId: 1, title: 'good', body: 'good' },
      { userId: 999_999, title: 'whose?', body: 'nobody' },
    ]),
  ).toMatchObject({ status: 400, body: { error: { code: 'UNKNOWN_USER' } } });
  expect(await database.execute('SELECT count(*) FROM users.posts')).toEqual(before);
});

test('what is not there is kept for a moment: a user that appears behind the back of the servers is found after it', async () => {
  for (let round = 0; round < 2; round += 1) {
    expect(await ask('/api/users/201')).toMatchObject({ status: 404, body: { error: { code: 'USER_NOT_FOUND' } } });
    expect(await ask('/api/users/201/posts')).toMatchObject({
      status: 404,
      body: { error: { code: 'USER_NOT_FOUND' } },
    });
  }
  await database.execute(
    `INSERT INTO users.users (id, email, name, status) VALUES (201, 'new@example.com', 'New', 'active')`,
  );
  // Each absence ends by itself.
  for (const path of ['/api/users/201', '/api/users/201/posts']) {
    for (let turn = 0; turn < 30 && (await ask(path)).status === 404; turn += 1) await sleep(100);
  }
  expect(await ask('/api/users/201')).toMatchObject({ status: 200 });
  expect(await ask('/api/users/201/posts')).toMatchObject({ status: 200, body: { data: [] } });
});

test('a post that somebody asked for before it was made is there for everybody once it is', async () => {
  const { body } = await publish([{ userId: 9, title: 'The one before', body: 'text' }]);
  const next = (body.data as { ids: readonly number[] }).ids.map((id) => `/api/posts/${id + 1}`)[0] ?? '';
  for (const server of [0, 1, 0, 1] as const) expect((await ask(next, { server })).status).toBe(404);
  await publish([{ userId: 9, title: 'Asked for too early', body: 'text' }], 1);
  for (const server of [1, 0] as const) {
    expect(await ask(next, { server })).toMatchObject({
      status: 200,
      body: { data: { title: 'Asked for too early' } },
    });
  }
});

test('the cursor of one user is no good for another', async () => {
  const { body } = await ask('/api/users/1/posts?limit=5');
  const cursor = body.pagination?.nextCursor ?? '';
  expect(await ask(`/api/users/1/posts?limit=5&cursor=${cursor}`)).toMatchObject({ status: 200 });
  expect(await ask(`/api/users/4/posts?limit=5&cursor=${cursor}`)).toMatchObject({
    status: 400,
    body: { error: { code: 'INVALID_CURSOR' } },
  });
});

test('the large report lists the busiest authors first', async () => {
  const { status, body } = await ask('/api/large-report');
  const posts = (body.data as { readonly posts: number }[]).map((author) => author.posts);
  expect(status).toBe(200);
  expect(posts.length).toBeGreaterThan(100);
  expect(posts).toEqual([...posts].sort((one, other) => other - one));
});

test.each([
  ['/api/users/0', 'INVALID_ID'],
  ['/api/users/007', 'INVALID_ID'],
  ['/api/users/1.5', 'INVALID_ID'],
  ['/api/users/9999999999', 'INVALID_ID'],
  ['/api/users/1%27%20OR%201=1', 'INVALID_ID'],
  ['/api/posts/x/', 'NOT_FOUND'],
  ['/api/posts/-1', 'INVALID_ID'],
  ['/api/users?limit=0', 'INVALID_LIMIT'],
  ['/api/users?limit=1&limit=2', 'INVALID_LIMIT'],
  ['/api/users?sort=name', 'INVALID_SORT'],
  ['/api/users?order=up', 'INVALID_ORDER'],
  ['/api/users?cursor=forged', 'INVALID_CURSOR'],
  ['/api/users/1/posts?order=asc', 'INVALID_ORDER'],
])('GET %s is refused with %s', async (path, code) => {
  const answer = await ask(path);
  expect(answer.body.error).toMatchObject({ code });
  expect(answer.status).toBe(code === 'NOT_FOUND' ? 404 : 400);
});

const post = { userId: 1, title: 'title', body: 'body' };

test.each([
  ['no list', {}],
  ['an empty list', []],
  ['too many', Array.from({ length: 101 }, () => post)],
  ['null', [null]],
  ['a user that is text', [{ ...post, userId: '1' }]],
  ['a user beyond all', [{ ...post, userId: 2 ** 31 }]],
  ['no title', [{ ...post, title: '' }]],
  ['a long title', [{ ...post, title: 'x'.repeat(201) }]],
  ['a NUL', [{ ...post, body: 'a\0b' }]],
])('posts with %s are refused', async (_, posts) => {
  expect(await publish(posts)).toMatchObject({ status: 400, body: { error: { code: 'INVALID_POSTS' } } });
});

test.each(['"text"', 'null', '[]', '{"posts":{"length":1}}'])('a body of %s is refused', async (body) => {
  expect(await publish(body)).toMatchObject({ status: 400, body: { error: { code: 'INVALID_POSTS' } } });
});

test('a thousand readers of one new thing ask the database once', async () => {
  const statements = () => servers[0]?.pool.getStats().statements ?? 0;
  const before = statements();
  await Promise.all(Array.from({ length: 1_000 }, () => ask('/api/posts/4321')));
  expect(statements() - before).toBe(1);
});

test('when PostgreSQL drops every connection no request fails for long', async () => {
  await ask('/api/posts/77');
  await database.cutConnections();
  expect(await ask('/api/posts/77')).toMatchObject({ status: 200, tier: 'l1' });
  await eventually(async () => (await ask('/api/posts/78')).status === 200);
});

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}
