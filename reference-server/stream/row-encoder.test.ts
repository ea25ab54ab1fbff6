import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ExportFormat, rowEncoder } from './row-encoder.ts';

function document(
  format: ExportFormat,
  batches: readonly (readonly object[])[],
  columns: readonly string[] = [],
): string {
  const encoder = rowEncoder(format, columns);
  return encoder.head + batches.map((rows, place) => encoder.encode(rows, place === 0)).join('') + encoder.tail;
}

const row = fc.record({ id: fc.integer(), text: fc.string({ unit: 'grapheme' }), nothing: fc.constant(null) });
const batches = fc.array(fc.array(row, { minLength: 1 }));

test('JSON is one list, however the rows were cut into batches', () => {
  fc.assert(
    fc.property(batches, (cut) => {
      expect(JSON.parse(document('json', cut))).toEqual(cut.flat());
    }),
  );
});

test('NDJSON is a document a line', () => {
  fc.assert(
    fc.property(batches, (cut) => {
      const lines = document('ndjson', cut).split('\n').slice(0, -1);
      expect(lines.map((line) => JSON.parse(line))).toEqual(cut.flat());
    }),
  );
});

test('CSV quotes what needs it, and nothing else', () => {
  const at = new Date('2025-01-02T03:04:05.678Z');
  const rows = [{ id: 1, text: 'a "b", c\nd', at, detail: { a: 1 }, gone: null, extra: 'not a column' }];
  expect(document('csv', [rows], ['id', 'text', 'at', 'detail', 'gone'])).toBe(
    'id,text,at,detail,gone\r\n1,"a ""b"", c\nd",2025-01-02T03:04:05.678Z,"{""a"":1}",\r\n',
  );
});

test('no rows are an empty list, no lines, and a header alone', () => {
  expect(document('json', [])).toBe('[]\n');
  expect(document('ndjson', [])).toBe('');
  expect(document('csv', [], ['id'])).toBe('id\r\n');
});
