import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { unreadableDocument } from './document-id.ts';

/** No document comes near this; what does is no document. */
const MOST_BYTES = 256 * 1024 * 1024;

export function pack(text: string): Promise<Buffer> {
  return promisify(gzip)(text);
}

/** `name` is for the error. Throws GateError RECORD_UNREADABLE. */
export async function unpack(packed: Buffer, name: string): Promise<string> {
  try {
    return (await promisify(gunzip)(packed, { maxOutputLength: MOST_BYTES })).toString('utf8');
  } catch (cause) {
    throw unreadableDocument(name, 'it is cut off, or not packed by gzip', cause);
  }
}
