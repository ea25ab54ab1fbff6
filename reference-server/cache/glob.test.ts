import fc from 'fast-check';
import { expect, test } from 'vitest';
import { globTest } from './glob.ts';

test('a star stands for any run of characters, and everything else for itself', () => {
  const matches = (pattern: string, ...keys: string[]) => keys.map((key) => globTest(pattern).test(key));
  expect(matches('user:1', 'user:1', 'user:12', 'a user:1')).toEqual([true, false, false]);
  expect(matches('user:*:posts:*', 'user:1:posts:20:', 'user:1', 'user::posts:')).toEqual([true, false, true]);
  expect(matches('*', '', 'a\nb')).toEqual([true, true]);
  expect(matches('a*a', 'a', 'aa', 'aba')).toEqual([false, true, true]);
  expect(matches('*ab*b', 'ab', 'abb', 'xabxb')).toEqual([false, true, true]);
  expect(matches('a.c?[x]', 'abc', 'a.c?[x]')).toEqual([false, true]);
});

test('it finds what a regular expression finds', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n'), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 5 });
  fc.assert(
    fc.property(pattern, text, (glob, key) => {
      const parts = glob.split('*').map((part) => part.replaceAll('.', '\\.'));
      expect(globTest(glob).test(key)).toBe(new RegExp(`^${parts.join('.*')}$`, 's').test(key));
    }),
  );
});

test('no pattern that a client may send takes long', () => {
  // A regular expression would be at it for ever.
  expect(globTest(`${'*'.repeat(199)}z`).test('user:1234:posts:20:'.repeat(10))).toBe(false);
  expect(globTest(`${'*a'.repeat(99)}*b`).test('a'.repeat(1_000))).toBe(false);
});
