import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ExportColumn, type ExportFormat, rowEncoder } from './row-encoder.ts';
import { RowPages } from './row-pages.ts';

type TextRow = readonly (string | null)[];

const COLUMNS: readonly ExportColumn[] = [
  { name: 'id', isNumber: true },
  { name: 'a "name", with a comma', isNumber: false },
  { name: 'nothing', isNumber: false },
];

/** A row as the database sends it. */
function wire(row: TextRow): Buffer {
  const count = Buffer.alloc(2);
  count.writeInt16BE(row.length);
  const values = row.map((value) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(value === null ? -1 : Buffer.byteLength(value));
    return Buffer.concat([length, Buffer.from(value ?? '')]);
  });
  return Buffer.concat([count, ...values]);
}

/** The document of rows that were cut into batches so; every page is written on again. */
function document(format: ExportFormat, batches: readonly (readonly TextRow[])[]): string {
  const encoder = rowEncoder(format, COLUMNS);
  const pages = new RowPages(encoder);
  let text = encoder.head.toString();
  for (const rows of batches) {
    for (const row of rows) {
      // Rows lie somewhere in what a socket read.
      const bytes = Buffer.concat([Buffer.from('before'), wire(row), Buffer.from('after')]);
      pages.add(bytes, 6, bytes.length - 5);
    }
    const page = pages.take();
    text += page.toString();
    pages.giveBack(page);
  }
  return text + encoder.tail.toString();
}

/** What a row says. */
function objectOf([id = null, text = null, nothing = null]: TextRow): object {
  return { id: id === null ? null : Number(id), 'a "name", with a comma': text, nothing };
}

const field = (text: string | null) =>
  text === null ? '' : /["\r\n,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** As it comes out of UTF-8, which has no half surrogates. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\r', ',', '\u2028', '\u0000', '\u001f', '\u007f') }),
    fc.constant('x'.repeat(70_000)),
  )
  .map((any) => Buffer.from(any).toString());
const row = fc.tuple(fc.option(fc.integer().map(String)), fc.option(text), fc.constant(null));
const batches = fc.array(fc.array(row));

test('JSON is one list, a row a line, as JSON.stringify writes it, however the rows were cut into batches', () => {
  fc.assert(
    fc.property(batches, (cut) => {
      const rows = cut.flat().map((one) => JSON.stringify(objectOf(one)));
      expect(document('json', cut)).toBe(`[${rows.join(',\n')}]\n`);
    }),
  );
});

test('NDJSON is a document a line, as JSON.stringify writes it', () => {
  fc.assert(
    fc.property(batches, (cut) => {
      const lines = cut.flat().map((one) => `${JSON.stringify(objectOf(one))}\n`);
      expect(document('ndjson', cut)).toBe(lines.join(''));
    }),
  );
});

test('CSV quotes what needs it, and nothing else', () => {
  expect(document('csv', [[['1', 'a "b", c\nd', null]], [['2', 'plain', '']]])).toBe(
    'id,"a ""name"", with a comma",nothing\r\n1,"a ""b"", c\nd",\r\n2,plain,\r\n',
  );
  fc.assert(
    fc.property(batches, (cut) => {
      const lines = cut.flat().map((one) => `${one.map(field).join(',')}\r\n`);
      expect(document('csv', cut)).toBe(`${document('csv', [])}${lines.join('')}`);
    }),
  );
});

test.each(['json', 'ndjson', 'csv'] as const)('%s writes every byte there is as plain code would', (format) => {
  const all = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code)).join('');
  const [line] = [objectOf(['1', all, null])].map((one) => JSON.stringify(one));
  const expected = { json: `[${line}]\n`, ndjson: `${line}\n`, csv: `${document('csv', [])}1,${field(all)},\r\n` };
  expect(document(format, [[['1', all, null]]])).toBe(expected[format]);
});

test('no rows are an empty list, no lines, and a header alone', () => {
  expect(document('json', [])).toBe('[]\n');
  expect(document('ndjson', [])).toBe('');
  expect(document('csv', [])).toBe('id,"a ""name"", with a comma",nothing\r\n');
});

test('a row of other columns is a broken promise', () => {
  const pages = new RowPages(rowEncoder('csv', COLUMNS));
  const bytes = wire(['1', '2']);
  expect(() => pages.add(bytes, 0, bytes.length)).toThrow(RangeError);
});

test('a page that was not given back is not written on', () => {
  const pages = new RowPages(rowEncoder('csv', COLUMNS));
  const add = (text: string) => {
    const bytes = wire(['1', text, null]);
    pages.add(bytes, 0, bytes.length);
  };
  add('kept');
  const kept = pages.take();
  add('given back');
  pages.giveBack(pages.take());
  add('third');
  expect([kept.toString(), pages.take().toString()]).toEqual(['1,kept,\r\n', '1,third,\r\n']);
});
