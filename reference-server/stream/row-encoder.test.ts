import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TextRow } from '../ports.ts';
import { type ExportColumn, type ExportFormat, rowEncoder } from './row-encoder.ts';

const COLUMNS: readonly ExportColumn[] = [
  { name: 'id', isNumber: true },
  { name: 'a "name"', isNumber: false },
  { name: 'nothing', isNumber: false },
];

function document(format: ExportFormat, batches: readonly (readonly TextRow[])[]): string {
  const encoder = rowEncoder(format, COLUMNS);
  return encoder.head + batches.map((rows, place) => encoder.encode(rows, place === 0)).join('') + encoder.tail;
}

/** What a row says. */
function objectOf([id = null, text = null, nothing = null]: TextRow): object {
  return { id: id === null ? null : Number(id), 'a "name"': text, nothing };
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\u0000', '\ud800', '\u2028', '"\\\n'),
);
const row = fc.tuple(fc.option(fc.integer().map(String)), fc.option(text), fc.constant(null));
const batches = fc.array(fc.array(row, { minLength: 1 }));

test('JSON is one list, however the rows were cut into batches', () => {
  fc.assert(
    fc.property(batches, (cut) => {
      expect(JSON.parse(document('json', cut))).toEqual(cut.flat().map(objectOf));
    }),
  );
});

test('NDJSON is a document a line, written as JSON.stringify writes it', () => {
  fc.assert(
    fc.property(batches, (cut) => {
      const lines = document('ndjson', cut).split('\n').slice(0, -1);
      expect(lines).toEqual(cut.flat().map((one) => JSON.stringify(objectOf(one))));
    }),
  );
});

test('CSV quotes what needs it, and nothing else', () => {
  expect(document('csv', [[['1', 'a "b", c\nd', null]], [['2', 'plain', '']]])).toBe(
    'id,"a ""name""",nothing\r\n1,"a ""b"", c\nd",\r\n2,plain,\r\n',
  );
});

test('no rows are an empty list, no lines, and a header alone', () => {
  expect(document('json', [])).toBe('[]\n');
  expect(document('ndjson', [])).toBe('');
  expect(document('csv', [])).toBe('id,"a ""name""",nothing\r\n');
});
