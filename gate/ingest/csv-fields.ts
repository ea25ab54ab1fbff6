import { utf8Text } from './utf8-text.ts';

const QUOTE = 34;
const COMMA = 44;

/** Fields of one CSV record without its line end, as Go's encoding/csv writes them: quoted where needed, quotes doubled. */
export function csvFields(record: Uint8Array): readonly string[] {
  const fields: string[] = [];
  let from = 0;
  while (from <= record.length) {
    const until = csvFieldEnd(record, from, record.length);
    const isQuoted = record[from] === QUOTE && until > from + 1;
    const text = utf8Text(isQuoted ? record.subarray(from + 1, until - 1) : record.subarray(from, until));
    fields.push(isQuoted ? text.replaceAll('""', '"') : text);
    from = until + 1;
  }
  return fields;
}

/** Position of the comma (or of `until`) that ends the field which begins at `from`. */
function csvFieldEnd(record: Uint8Array, from: number, until: number): number {
  let position = from;
  if (record[position] === QUOTE) position = closingQuote(record, from, until) + 1;
  while (position < until && record[position] !== COMMA) position += 1;
  return position;
}

/** Position of the quote that closes the one at `from`; `until` when none does. */
export function closingQuote(bytes: Uint8Array, from: number, until: number): number {
  for (let position = from + 1; position < until; position += 1) {
    if (bytes[position] !== QUOTE) continue;
    if (bytes[position + 1] !== QUOTE || position + 1 >= until) return position;
    position += 1;
  }
  return until;
}
