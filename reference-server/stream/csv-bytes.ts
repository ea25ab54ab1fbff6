import { copyBytes, type ValueWriter } from './value-writer.ts';

const [QUOTE, COMMA, CARRIAGE_RETURN, LINE_FEED] = [0x22, 0x2c, 0x0d, 0x0a];

/** RFC 4180: quoted where it has to be; nothing is an empty field. */
export const writeCsv: ValueWriter = (row, from, end, out, at) => {
  if (!needsQuotes(row, from, end)) return copyBytes(row, from, end, out, at);
  let place = at;
  out[place++] = QUOTE;
  for (let read = from; read < end; read += 1) {
    const byte = row[read] ?? 0;
    if (byte === QUOTE) out[place++] = QUOTE;
    out[place++] = byte;
  }
  out[place++] = QUOTE;
  return place;
};

export function csvText(text: string): string {
  const bytes = Buffer.from(text);
  const out = Buffer.alloc(2 * bytes.length + 2);
  return out.toString('utf8', 0, writeCsv(bytes, 0, bytes.length, out, 0));
}

function needsQuotes(row: Buffer, from: number, end: number): boolean {
  for (let read = from; read < end; read += 1) {
    const byte = row[read];
    if (byte === QUOTE || byte === COMMA || byte === CARRIAGE_RETURN || byte === LINE_FEED) return true;
  }
  return false;
}
