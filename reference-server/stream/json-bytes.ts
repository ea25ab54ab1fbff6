import { copyBytes, type ValueWriter } from './value-writer.ts';

const NULL = Buffer.from('null');
const QUOTE = 0x22;

/** By byte: what JSON.stringify makes of it, where it does not leave it as it is. A byte of a longer character it leaves. */
const ESCAPES = Array.from({ length: 256 }, (_, byte) => JSON.stringify(String.fromCharCode(byte)).slice(1, -1));
/** By byte, 1 where it has to be escaped. */
const IS_ESCAPED = Uint8Array.from(ESCAPES, (written) => (written.length === 1 ? 0 : 1));

export const writeJsonNumber: ValueWriter = (row, from, end, out, at) =>
  end < from ? copyBytes(NULL, 0, NULL.length, out, at) : copyBytes(row, from, end, out, at);

export const writeJsonString: ValueWriter = (row, from, end, out, at) => {
  if (end < from) return copyBytes(NULL, 0, NULL.length, out, at);
  let place = at;
  out[place++] = QUOTE;
  for (let read = from; read < end; read += 1) {
    const byte = row[read] as number; // where the message says that there is one
    if (IS_ESCAPED[byte] === 0) out[place++] = byte;
    else place += out.write(ESCAPES[byte] ?? '', place);
  }
  out[place++] = QUOTE;
  return place;
};
