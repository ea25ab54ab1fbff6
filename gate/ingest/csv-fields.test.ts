import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvFields } from './csv-fields.ts';

/** As Go's encoding/csv writes a field. */
function goField(text: string): string {
  return /[",\r\n]|^\s/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('every record that Go can write is read back', () => {
  const field = fc.string({ unit: fc.constantFrom(',', '"', '\n', '\r', 'a', 'é', '𝄞', ' ', '=', '&') });
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 6 }), (fields) => {
      expect(csvFields(bytesOf(fields.map(goField).join(',')))).toEqual(fields);
    }),
  );
});

test('bytes that are no UTF-8 are kept as Latin-1', () => {
  expect(csvFields(Uint8Array.from([0x61, 0xff, 0x2c, 0x62]))).toEqual(['aÿ', 'b']);
});

test('a quote that nothing closes takes the rest, and throws nothing', () => {
  expect(csvFields(bytesOf('a,"b,c'))).toHaveLength(2);
});
