import { Client } from 'pg';
import { expect, test } from 'vitest';
import { startTestDatabase } from '../../testing/test-database.ts';
import { createCursorCodec } from '../cursor.ts';
import { PaginationService } from './pagination-service.ts';

const cursors = createCursorCodec('a secret of the tests');
const paginationService = new PaginationService({ list: 'users', cursors });

test('document 004: its cursor query, word by word', () => {
  const first = paginationService.buildCursorQuery({
    table: 'users',
    columns: ['id', 'email', 'name'],
    cursor: undefined,
    limit: 20,
    sortField: 'id',
    sortOrder: 'desc',
  });
  expect(first).toEqual({
    query: 'SELECT id, email, name FROM users ORDER BY id desc LIMIT $1',
    params: [21],
    limit: 20,
    fetchLimit: 21,
  });
  // What it leaves out means the same.
  const { query, params } = paginationService.buildCursorQuery({ table: 'users' });
  expect({ query, params }).toEqual({ query: 'SELECT * FROM users ORDER BY id desc LIMIT $1', params: [21] });
});

test('document 004: its route pages through a table, each row once, and counts nothing', async () => {
  const database = await startTestDatabase();
  const client = new Client({ connectionString: database.url });
  try {
    await client.connect();
    await client.query('CREATE TABLE users AS SELECT id::int FROM generate_series(1, 45) AS id');
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const asked: Readonly<Record<string, string>> = cursor === null ? { limit: '20' } : { limit: '20', cursor };
      const params = paginationService.parsePaginationParams(asked);
      const { query, params: values } = paginationService.buildCursorQuery({ table: 'users', ...params });
      const { rows } = await client.query<{ id: number }>(query, [...values]);
      const response = paginationService.createPaginatedResponse(rows, params);
      seen.push(...response.data.map(({ id }) => id));
      cursor = response.pagination.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(Array.from({ length: 45 }, (_, index) => 45 - index));
  } finally {
    await client.end();
    await database.stop();
  }
}, 60_000);

test('what is not ours is refused: a cursor of another list, a field that nobody may sort by, a name that is none', () => {
  const ofPosts = new PaginationService({ list: 'posts', cursors });
  const rows = [{ id: 2 }, { id: 1 }];
  const { nextCursor } = ofPosts.createPaginatedResponse(rows, { limit: 1 }).pagination;
  expect(nextCursor).toBeTypeOf('string');
  const build = (wish: object) => () => paginationService.buildCursorQuery({ table: 'users', ...wish });
  expect(build({ cursor: nextCursor })).toThrow(expect.objectContaining({ code: 'INVALID_CURSOR' }));
  expect(build({ cursor: 'made up' })).toThrow(expect.objectContaining({ code: 'INVALID_CURSOR' }));
  expect(build({ sortField: 'password' })).toThrow(expect.objectContaining({ code: 'INVALID_SORT' }));
  expect(build({ sortOrder: 'sideways' })).toThrow(expect.objectContaining({ code: 'INVALID_ORDER' }));
  for (const limit of [0, -1, 101, 1.5, Number.NaN]) {
    expect(build({ limit })).toThrow(expect.objectContaining({ code: 'INVALID_LIMIT' }));
  }
  for (const table of ['users; DROP TABLE users', 'users u', '']) expect(build({ table })).toThrow(TypeError);
  expect(build({ columns: ['id', "(SELECT 'x')"] })).toThrow(TypeError);
});
