import { expect, test } from 'vitest';
import { matchesTag, weakTag } from './entity-tag.ts';

test('a tag is weak, quoted, equal for equal bytes and unequal for others', () => {
  expect(weakTag('body')).toMatch(/^W\/"[\w-]{27}"$/);
  expect(weakTag('body')).toBe(weakTag(Buffer.from('body')));
  expect(weakTag('body')).not.toBe(weakTag('body '));
});

test.each([
  ['W/"a"', true],
  ['"a"', true],
  ['*', true],
  [' * ', true],
  ['"b", W/"a"', true],
  ['"b",W/"a" ,"c"', true],
  [undefined, false],
  ['', false],
  ['W/"b"', false],
  ['a', false],
  ['w/"a"', false],
  ['W/"aa"', false],
  ['"b", *', false],
])('If-None-Match %j against W/"a": %s', (header, isMatch) => {
  expect(matchesTag(header, 'W/"a"')).toBe(isMatch);
});
