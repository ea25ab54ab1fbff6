import { expect, test } from 'vitest';
import { createRedact, redactDeep } from './redact.ts';

test('a secret is struck out wherever it stands, in keys and URL-encoded too', () => {
  const redact = createRedact({ TOKEN: 'p&ss word' });
  const document = { a: ['x p&ss word y', 1, null, true], 'p&ss word': { deep: 'GET /?t=p%26ss%20word' } };
  expect(redactDeep(document, redact)).toEqual({
    a: ['x [TOKEN] y', 1, null, true],
    '[TOKEN]': { deep: 'GET /?t=[TOKEN]' },
  });
});

test('of two secrets that hold one another the longer is struck out whole', () => {
  expect(createRedact({ SHORT: 'abcd', LONG: 'abcdefgh' })('abcdefgh abcd')).toBe('[LONG] [SHORT]');
});

test('a value too short to be a secret is left, or it would strike out half the text', () => {
  expect(createRedact({ FLAG: '1', NONE: '' })('p(1) < 10')).toBe('p(1) < 10');
});
