import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ENCODINGS, type Encoding, negotiateEncoding } from './accept-encoding.ts';

test.each<[header: string | undefined, best: Encoding | null]>([
  [undefined, null],
  ['', null],
  ['gzip', 'gzip'],
  ['deflate, gzip;q=1.0, *;q=0.5', 'gzip'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, zstd', 'zstd'],
  ['br;q=0.9, gzip', 'gzip'],
  ['BR', 'br'],
  ['x-gzip', 'gzip'],
  ['*', 'br'],
  ['*, br;q=0', 'zstd'],
  ['*;q=0', null],
  ['gzip;q=0', null],
  ['gzip;q=0.000, br;q=0.001', 'br'],
  ['identity', null],
  ['identity, gzip', 'gzip'],
  ['identity, gzip;q=0.5', null],
  ['identity;q=0.5, gzip;q=0.7', 'gzip'],
  ['compress, sdch', null],
  [' gzip ;q=0.5 ,\tbr ; q=0.4', 'gzip'],
])('Accept-Encoding %j is answered with %s', (header, best) => {
  expect(negotiateEncoding(header).best).toBe(best);
});

test.each([
  ['identity;q=0', true],
  ['*;q=0', true],
  ['gzip, *;q=0', true],
  ['*;q=0, identity', false],
  ['identity;q=0.001, *;q=0', false],
  ['gzip', false],
  [undefined, false],
])('with %j the bytes as they are are refused: %s', (header, isRefused) => {
  expect(negotiateEncoding(header).isIdentityRefused).toBe(isRefused);
});

test.each([
  'gzip;q=',
  'gzip;q=2',
  'gzip;q=1.5',
  'gzip;q=-1',
  'gzip;q=abc',
  'gzip;q=0.1234',
  'gz ip',
  'gzip;level=9',
  ';q=1',
])('the entry %j cannot be read and counts for nothing', (entry) => {
  expect(negotiateEncoding(entry).best).toBeNull();
  expect(negotiateEncoding(`${entry}, deflate;q=0.1`).best).toBe('deflate');
});

const coding = fc.constantFrom('br', 'zstd', 'gzip', 'deflate', 'identity', '*', 'compress', 'BR', 'Gzip');
const weight = fc.option(
  fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000),
  { nil: 1 },
);
const entries = fc.uniqueArray(fc.tuple(coding, weight), { selector: ([name]) => name.toLowerCase(), maxLength: 8 });

test('the choice is never a refused coding, never beaten by another, and the preferred one among equals', () => {
  fc.assert(
    fc.property(entries, (wanted) => {
      const header = wanted.map(([name, q]) => (q === 1 ? name : `${name};q=${q}`)).join(', ');
      const named = new Map(wanted.map(([name, q]) => [name.toLowerCase(), q]));
      const weightOf = (name: string) => named.get(name) ?? named.get('*') ?? 0;
      const { best, isIdentityRefused } = negotiateEncoding(header);
      const most = Math.max(...ENCODINGS.map(weightOf));
      if (best === null) {
        expect(most === 0 || (named.get('identity') ?? 0) > most).toBe(true);
      } else {
        expect(weightOf(best)).toBeGreaterThan(0);
        expect(best).toBe(ENCODINGS.find((encoding) => weightOf(encoding) === most));
        expect(named.get('identity') ?? 0).toBeLessThanOrEqual(most);
      }
      expect(isIdentityRefused).toBe((named.get('identity') ?? named.get('*')) === 0);
    }),
    { numRuns: 2000 },
  );
});

test('no header makes it throw, and the same header is always answered alike', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), (header) => {
      expect(negotiateEncoding(header)).toEqual(negotiateEncoding(header));
    }),
    { numRuns: 2000 },
  );
});
