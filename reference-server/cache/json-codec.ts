import type { ValueCodec } from './value-codec.ts';

/** Bytes that a character of a string is reckoned to take in memory, and what holds it together, per byte of JSON. */
const MEMORY_PER_BYTE = 2;

/**
 * Values that JSON can say. In L1 they are kept as they are and shared by all readers, who must not change them. Throws TypeError
 * for what JSON cannot say.
 */
export function jsonCodec<Value>(): ValueCodec<Value> {
  return {
    encode,
    decode: (bytes) => JSON.parse(bytes.toString()) as Value,
    weigh: (value) => encode(value).length * MEMORY_PER_BYTE,
  };
}

function encode(value: unknown): Buffer {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`JSON cannot say ${typeof value}`);
  return Buffer.from(text);
}
