import type { ValueCodec } from '../cache/value-codec.ts';

/** Strings as UTF-8: the simplest values a cache can hold. */
export const textCodec: ValueCodec<string> = {
  encode: (value) => Buffer.from(value),
  decode: (bytes) => bytes.toString(),
  weigh: (value) => 2 * value.length,
};
