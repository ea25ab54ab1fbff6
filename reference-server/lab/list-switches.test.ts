import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from '../page/pagination.ts';
import type { Logger } from '../ports.ts';
import { ask, json } from '../testing/ask.ts';
import { type LabServer, startLabServer, usersForLab, workspaceForLab } from '../testing/lab-server.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const POSTS = 2_000;
let server: LabServer;

beforeAll(async () => {
  server = await startLabServer([usersForLab({ users: 200, posts: POSTS }), workspaceForLab(200)], log);
  await server.declare({
    keyset: { 'pool.size': 1, cache: 'off' },
    or: { 'pool.size': 1, cache: 'off', pagination: 'keyset-or' },
    offset: { 'pool.size': 1, cache: 'off', pagination: 'offset' },
    kept: { pagination: 'offset' },
    exact: { count: 'exact' },
    estimate: { count: 'estimate' },
  });
}, 60_000);
afterAll(() => server.stop());

type Ids = Page<{ readonly id: number }>;

async function pageOf(variant: string, path: string): Promise<Ids> {
  const received = await server.askIn(variant, path);
  expect(received.status).toBe(200);
  return json(received) as Ids;
}

/** The statement that was begun last, as PostgreSQL has it. */
async function lastStatement(): Promise<string> {
  const [row] = await server.database.execute(
    `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'reference-server'
     ORDER BY query_start DESC NULLS LAST LIMIT 1`,
  );
  return String(row?.query).replaceAll(/\s+/g, ' ');
}

test.each(['/api/users?sort=email&order=asc', '/api/users?sort=createdAt', '/api/users?sort=id'])(
  'at any depth of %s one URL asks every variant for the same rows',
  async (path) => {
    const before = await pageOf('offset', `${path}&limit=10&depth=90`);
    const cursor = before.pagination.nextCursor;
    const url = `${path}&limit=10&depth=100&cursor=${cursor}`;
    const [keyset, or, offset] = await Promise.all(['keyset', 'or', 'offset'].map((one) => pageOf(one, url)));
    expect(keyset?.data).toHaveLength(10);
    expect(or).toEqual(keyset);
    expect(offset).toEqual(keyset);
    expect((await pageOf('keyset', `${path}&limit=100`)).data.slice(90)).toEqual(before.data);
  },
);

test('each way to page is what PostgreSQL is told', async () => {
  const path = '/api/users?sort=createdAt';
  const cursor = (await pageOf('offset', `${path}&depth=20`)).pagination.nextCursor;
  const statementOf = async (variant: string) => {
    await pageOf(variant, `${path}&depth=40&cursor=${cursor}`);
    return lastStatement();
  };
  expect(await statementOf('keyset')).toMatch(
    /WHERE created_at <= \$1 AND \(created_at, id\) < \(\$1, \$2\) ORDER BY .* LIMIT \$3$/,
  );
  expect(await statementOf('or')).toMatch(
    /WHERE \(created_at < \$1 OR \(created_at = \$1 AND id < \$2\)\) ORDER BY .* LIMIT \$3$/,
  );
  expect(await statementOf('offset')).toMatch(
    /FROM users\.users ORDER BY created_at desc, id desc LIMIT \$1 OFFSET \$2$/,
  );
});

test('pages at different depths are kept apart, and so is the first one', async () => {
  const first = await pageOf('kept', '/api/users?limit=5');
  for (const depth of [0, 5, 10]) {
    const { data } = await pageOf('kept', `/api/users?limit=5&depth=${depth}`);
    expect(data[0]?.id).toBe((first.data[0]?.id ?? 0) - depth);
  }
  expect((await server.askIn('kept', '/api/users?limit=5&depth=10')).headers['x-cache']).toBe('l1');
  expect((await server.askIn('kept', '/api/users?limit=5&depth=0')).headers['x-cache']).toBe('l1');
});

test('a list tells how many rows it has, counted or estimated, where that is asked for', async () => {
  expect((await pageOf('keyset', '/api/users')).pagination).not.toHaveProperty('total');
  expect((await pageOf('exact', '/api/users')).pagination.total).toBe(200);
  expect((await pageOf('estimate', '/api/users')).pagination.total).toBe(200);
  const [counted] = await server.database.execute('SELECT count(*)::int AS n FROM users.posts WHERE user_id = 1');
  expect((await pageOf('exact', '/api/users/1/posts?limit=1')).pagination.total).toBe(counted?.n);
  const { total = 0 } = (await pageOf('estimate', '/api/users/1/posts?limit=1')).pagination;
  expect(total).toBeGreaterThan(0);
  expect(total).toBeLessThan(POSTS);
});

test('a page at a depth is not taken for the page after the row of that number', async () => {
  const path = '/api/v1/tasks?workspaceId=1&limit=1';
  const own = async (url: string) => json(await ask(server.url + url)) as Ids;
  // The page that begins after task 2, among those of the server as it is.
  const { pagination } = await pageOf('offset', `${path}&depth=198`);
  const after = `${path}&cursor=${pagination.nextCursor}`;
  expect((await own(after)).data).toEqual([expect.objectContaining({ id: 1 })]);
  await pageOf('kept', `${path}&depth=2`);
  expect((await own(`${path}&depth=2`)).data).toEqual([expect.objectContaining({ id: 200 })]);
});

test.each([
  ['keyset', 'depth=20', 'this variant pages by cursor'],
  ['offset', 'cursor=x', 'this variant pages by depth'],
  ['offset', 'depth=-1', 'depth is a whole number'],
  ['offset', 'depth=1e3', 'depth is a whole number'],
  ['offset', 'depth=1&depth=2', 'depth is a whole number'],
])('the variant %s refuses %s', async (variant, query, message) => {
  const received = await server.askIn(variant, `/api/users?${query}`);
  expect([received.status, json(received)]).toEqual([400, { error: { code: 'INVALID_OFFSET', message } }]);
});

test('without a variant a depth means nothing, as before', async () => {
  const [first, deep] = await Promise.all(['', '?depth=50'].map((query) => ask(`${server.url}/api/users${query}`)));
  expect(deep?.status).toBe(200);
  expect(deep?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
});
