import { expect, test } from 'vitest';
import { createCursorCodec } from './cursor.ts';

const cursors = createCursorCodec('a secret');
const list = { list: 'users', sortField: 'email', sortOrder: 'asc' } as const;
const text = cursors.encode({ ...list, value: 'ada@example.com', id: 42 });

test('a cursor brings back what was put in, also in a process that started later', () => {
  expect(createCursorCodec('a secret').decode(text, list)).toEqual({ ...list, value: 'ada@example.com', id: 42 });
});

test('a cursor can stand in a URL as it is', () => {
  expect(encodeURIComponent(text)).toBe(text);
});

test.each([
  ['another list', { ...list, list: 'users/42/posts' }],
  ['another sort field', { ...list, sortField: 'id' }],
  ['the other direction', { ...list, sortOrder: 'desc' as const }],
])('a cursor of %s is refused', (_, expected) => {
  expect(() => cursors.decode(text, expected)).toThrow(
    expect.objectContaining({ code: 'INVALID_CURSOR', statusCode: 400 }),
  );
});

test('a cursor signed with another secret is refused', () => {
  const forged = createCursorCodec('a guess').encode({ ...list, value: 'ada@example.com', id: 42 });
  expect(() => cursors.decode(forged, list)).toThrow(expect.objectContaining({ code: 'INVALID_CURSOR' }));
});

test('a cursor in which any byte was changed is refused', () => {
  const bytes = Buffer.from(text, 'base64url');
  for (const position of bytes.keys()) {
    const changed = Buffer.from(bytes);
    changed[position] = (changed[position] ?? 0) ^ 1;
    expect(() => cursors.decode(changed.toString('base64url'), list)).toThrow(
      expect.objectContaining({ code: 'INVALID_CURSOR' }),
    );
  }
});

test.each(['', 'x', '[object Object]', '%00', 'A'.repeat(5_000), text.slice(0, 20), `${text}AAAA`])(
  'rubbish is refused: %s',
  (rubbish) => {
    expect(() => cursors.decode(rubbish, list)).toThrow(expect.objectContaining({ code: 'INVALID_CURSOR' }));
  },
);
