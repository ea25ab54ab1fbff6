import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { createCursorCodec, type SortOrder } from './cursor.ts';
import {
  buildCursorQuery,
  createPaginatedResponse,
  type PaginationRules,
  parsePaginationParams,
} from './pagination.ts';

const cursors = createCursorCodec('a secret');
const rules: PaginationRules = {
  sortFields: ['id', 'createdAt'],
  sortOrders: ['desc', 'asc'],
  defaultLimit: 20,
  maxLimit: 100,
};
const parse = (query: unknown) => parsePaginationParams(query, { list: 'things', rules, cursors });

test('nothing asked for means the first page in the default order', () => {
  const page = { list: 'things', limit: 20, sortField: 'id', sortOrder: 'desc', cursor: null };
  expect(parse({})).toEqual(page);
  expect(parse(undefined)).toEqual(page);
});

test.each([
  [{ limit: '0' }, 'INVALID_LIMIT'],
  [{ limit: '101' }, 'INVALID_LIMIT'],
  [{ limit: '-1' }, 'INVALID_LIMIT'],
  [{ limit: '1e1' }, 'INVALID_LIMIT'],
  [{ limit: '' }, 'INVALID_LIMIT'],
  [{ limit: ['1', '2'] }, 'INVALID_LIMIT'],
  [{ sort: 'password' }, 'INVALID_SORT'],
  [{ sort: 'id; DROP TABLE users' }, 'INVALID_SORT'],
  [{ sort: 'constructor' }, 'INVALID_SORT'],
  [{ order: 'sideways' }, 'INVALID_ORDER'],
  [{ cursor: '' }, 'INVALID_CURSOR'],
  [{ cursor: ['a', 'b'] }, 'INVALID_CURSOR'],
])('%j is refused with %s', (query, code) => {
  expect(() => parse(query)).toThrow(expect.objectContaining({ statusCode: 400, code }));
});

test('the condition is a row comparison, and every value a parameter', () => {
  const cursor = { list: 'things', sortField: 'createdAt', sortOrder: 'desc', value: '2026-01-01', id: 7 } as const;
  expect(
    buildCursorQuery({
      table: 'posts',
      columns: ['id', 'title'],
      sortColumn: 'created_at',
      filter: { column: 'user_id', value: 3 },
      page: { limit: 20, sortOrder: 'desc', cursor },
    }),
  ).toEqual({
    query:
      'SELECT id, title FROM posts WHERE user_id = $1 AND created_at <= $2 AND (created_at, id) < ($2, $3) ORDER BY created_at desc, id desc LIMIT $4',
    params: [3, '2026-01-01', 7, 21],
    limit: 20,
    fetchLimit: 21,
  });
});

test('a page that holds the last row has no next cursor', () => {
  const page = createPaginatedResponse([{ id: 2 }, { id: 1 }], { ...parse({ limit: '2' }) }, cursors);
  expect(page).toEqual({
    data: [{ id: 2 }, { id: 1 }],
    pagination: { limit: 2, sort: 'id', order: 'desc', hasMore: false, nextCursor: null },
  });
});

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await startTestDatabase();
  // Many rows share a time: only the id tells them apart.
  await database.execute(`
    CREATE TABLE things AS
    SELECT id, timestamptz '2026-01-01' + (id / 7) * interval '1 ms' AS created_at FROM generate_series(1, 500) AS id;
    CREATE INDEX ON things (created_at, id)`);
  client = new Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.stop();
});

const orders: readonly (readonly [string, SortOrder])[] = [
  ['id', 'asc'],
  ['id', 'desc'],
  ['createdAt', 'asc'],
  ['createdAt', 'desc'],
];

test.each(orders)('pages by %s %s hold every row once and in order', async (sort, order) => {
  const seen: number[] = [];
  let cursor: string | null = null;
  do {
    const params = parse({ sort, order, limit: '17', ...(cursor === null ? {} : { cursor }) });
    const { query, params: values } = buildCursorQuery({
      table: 'things',
      columns: ['id', 'created_at AS "createdAt"'],
      sortColumn: sort === 'id' ? 'id' : 'created_at',
      page: params,
    });
    const { rows } = await client.query<{ id: number; createdAt: Date }>(query, [...values]);
    const page = createPaginatedResponse(rows, params, cursors);
    expect(page.data.length).toBeLessThanOrEqual(17);
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.pagination.nextCursor;
  } while (cursor !== null);
  const expected = Array.from({ length: 500 }, (_, index) => index + 1);
  expect(seen).toEqual(order === 'asc' ? expected : expected.reverse());
});

test('PostgreSQL begins to read at the cursor, not at the first row', async () => {
  const cursor = {
    list: 'things',
    sortField: 'createdAt',
    sortOrder: 'asc',
    value: '2026-01-01T00:00:00.050Z',
    id: 352,
  } as const;
  const { query, params } = buildCursorQuery({
    table: 'things',
    columns: ['id'],
    sortColumn: 'created_at',
    page: { limit: 5, sortOrder: 'asc', cursor },
  });
  await client.query('SET enable_seqscan = off');
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (COSTS OFF) ${query}`, [...params]);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toMatch(/Index Cond: .*ROW\(created_at, id\) > ROW/);
  expect(plan).not.toContain('Sort');
});

test('partitions that a cursor has left behind are not looked at', async () => {
  await database.execute(`
    CREATE TABLE parts (id int, created_at timestamptz) PARTITION BY RANGE (created_at);
    CREATE TABLE parts_2025 PARTITION OF parts FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE TABLE parts_2026 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`);
  const cursor = {
    list: 'parts',
    sortField: 'createdAt',
    sortOrder: 'desc',
    value: '2025-06-01T00:00:00Z',
    id: 7,
  } as const;
  const page = { limit: 5, sortOrder: 'desc', cursor } as const;
  const { query, params } = buildCursorQuery({ table: 'parts', columns: ['id'], sortColumn: 'created_at', page });
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (COSTS OFF) ${query}`, [...params]);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('parts_2025');
  expect(plan).not.toContain('parts_2026');
});
