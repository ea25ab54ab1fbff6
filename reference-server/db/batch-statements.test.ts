import { expect, test } from 'vitest';
import { batchStatements } from './batch-statements.ts';

const insert = 'INSERT INTO posts (user_id, title) VALUES ($1, $2) ON CONFLICT DO NOTHING';

test('rows become few statements, and what follows the values stays', () => {
  const statements = batchStatements(
    insert,
    [
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ],
    2,
  );
  expect(statements).toEqual([
    {
      text: 'INSERT INTO posts (user_id, title) VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING',
      values: [1, 'a', 2, 'b'],
    },
    { text: 'INSERT INTO posts (user_id, title) VALUES ($1, $2) ON CONFLICT DO NOTHING', values: [3, 'c'] },
  ]);
});

test('no rows are no statement', () => {
  expect(batchStatements(insert, [], 100)).toEqual([]);
});

test('a batch is cut where PostgreSQL could not count its values', () => {
  const rows = Array.from({ length: 40_000 }, (_, row) => [row, 'x']);
  expect(batchStatements(insert, rows, 40_000).map(({ values }) => values?.length)).toEqual([65_534, 14_466]);
});

test.each([
  ['UPDATE posts SET title = $1', [['a']]],
  ['INSERT INTO posts SELECT $1', [['a']]],
  ['INSERT INTO posts (a) VALUES (lower($1))', [['a']]],
  ['INSERT INTO posts (a, b) VALUES ($2, $1)', [[1, 2]]],
  ['INSERT INTO posts (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET a = $1', [['a']]],
  [insert, [[1]]],
] as const)('%s is refused', (text, rows) => {
  expect(() => batchStatements(text, rows, 10)).toThrow(RangeError);
});
