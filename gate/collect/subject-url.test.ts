import { expect, test } from 'vitest';
import { parseSubjectUrl } from './subject-url.ts';

test.each(['127.0.0.1:8080', 'ftp://127.0.0.1', '/path', ''])('"%s" is no address of a subject', (text) => {
  expect(() => parseSubjectUrl(text)).toThrow(expect.objectContaining({ code: 'SUBJECT_URL_INVALID' }));
});

test.each(['http://127.0.0.1/?key=hush', 'http://127.0.0.1/a?', 'http://127.0.0.1/a#hush', 'http://127.0.0.1#'])(
  'no path can follow %s',
  (text) => {
    expect(() => parseSubjectUrl(text)).toThrow(
      expect.objectContaining({ code: 'SUBJECT_URL_INVALID', message: expect.not.stringContaining('hush') }),
    );
  },
);

test('an address with a path and credentials is taken as it is', () => {
  const url = 'https://user:word@shop.test:8443/base/';
  expect(parseSubjectUrl(url).href).toBe(url);
});
