import { expect, test } from 'vitest';
import { failureWords } from './failure-words.ts';

test.each([
  ['503', '503'],
  ['0', '0 (no answer)'],
  ['1050', '1050 (timed out)'],
  ['1212', '1212 (connection refused)'],
  ['1300', '1300 (TLS error)'],
  ['1635', '1635 (HTTP/2 error)'],
  ['1999', '1999'],
  ['constructor', 'constructor'],
  ['non-2xx', 'non-2xx'],
])('a failure with %s reads %s', (status, words) => {
  expect(failureWords(status)).toBe(words);
});
