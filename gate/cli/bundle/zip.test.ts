import { expect, test } from 'vitest';
import { deflated, stored, unzip, zip } from './zip.ts';

/** Written by Python 3.11: ZipFile.writestr('a.txt', 'hello ' * 20), then ('ü.txt', 'plain') stored. */
const FOREIGN =
  'UEsDBBQAAAAIAJVydV0v+vhICwAAAHgAAAAFAAAAYS50eHTLSM3JyVfIoDsJAFBLAwQUAAAIAACVcnVdz2IgGQUAAAAFAAAABgAAAMO8LnR4dHBsYWluUEsBAhQDFAAAAAgAlXJ1XS/6+EgLAAAAeAAAAAUAAAAAAAAAAAAAAIABAAAAAGEudHh0UEsBAhQDFAAACAAAlXJ1Xc9iIBkFAAAABQAAAAYAAAAAAAAAAAAAAIABLgAAAMO8LnR4dFBLBQYAAAAAAgACAGcAAABXAAAAAAA=';

test('an archive of another program is read', () => {
  const { members } = unzip(Buffer.from(FOREIGN, 'base64'));
  expect(members.map(({ name, content, isIntact }) => [name, content?.toString(), isIntact])).toEqual([
    ['a.txt', 'hello '.repeat(20), true],
    ['ü.txt', 'plain', true],
  ]);
});

test('what was packed is unpacked, empty files and names of other alphabets too', () => {
  const archive = zip([deflated('ü.txt', Buffer.from('x'.repeat(999))), stored('empty', Buffer.alloc(0))]);
  const { members, firstStrangeByte } = unzip(archive);
  expect(firstStrangeByte).toBeNull();
  expect(members.map(({ name, content }) => [name, content?.length])).toEqual([
    ['ü.txt', 999],
    ['empty', 0],
  ]);
});

test('what is no archive holds nothing', () => {
  for (const bytes of ['', 'PK', '<html>'.repeat(20)]) expect(unzip(Buffer.from(bytes)).members).toEqual([]);
});
