import { randomBytes } from 'node:crypto';
import * as zlib from 'node:zlib';
import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { ENCODINGS, type Encoding } from './accept-encoding.ts';
import { bodyCodec, CachedBody } from './cached-body.ts';
import { Compressor } from './compressor.ts';

const DECODERS: Record<Encoding, (bytes: Buffer) => Buffer> = {
  br: zlib.brotliDecompressSync,
  zstd: zlib.zstdDecompressSync,
  gzip: zlib.gunzipSync,
  deflate: zlib.inflateSync,
};
const rows = Array.from({ length: 200 }, (_, id) => ({ id, name: `Näme ${id}`, isActive: id % 2 === 0 }));

function makeCompressor(): Compressor {
  return new Compressor({ isEnabled: true, minSizeBytes: 1024, excludePaths: [] }, new ManualClock());
}

test.each(ENCODINGS)('%s decodes to the very bytes of the body, and is made once', async (encoding) => {
  const compressor = makeCompressor();
  const body = CachedBody.ofJson(rows);
  expect(body.in(encoding)).toBeUndefined();
  const made = await Promise.all(Array.from({ length: 20 }, () => body.encode(encoding, compressor)));
  expect(new Set(made).size).toBe(1);
  expect(compressor.getStats().bodies).toBe(1);
  const held = body.in(encoding);
  if (held === undefined) throw new TypeError('the encoding was not kept');
  expect(held).toBe(made[0]);
  expect(held.encoding).toBe(encoding);
  expect(held.length).toBe(String(held.bytes.length));
  expect(DECODERS[encoding](held.bytes).equals(body.identity.bytes)).toBe(true);
  expect(JSON.parse(body.identity.bytes.toString())).toEqual(rows);
});

test('it weighs what it holds, each encoding with it', async () => {
  const compressor = makeCompressor();
  const body = CachedBody.ofJson(rows);
  const identity = body.identity.bytes.length;
  expect(body.weight).toBe(identity);
  const { bytes } = await body.encode('gzip', compressor);
  expect(body.weight).toBe(identity + bytes.length);
  expect(compressor.getStats()).toMatchObject({ bodies: 1, bytesIn: identity, bytesOut: bytes.length });
});

test('bytes that do not shrink stay as they are, and are not tried again', async () => {
  const compressor = makeCompressor();
  const body = new CachedBody(randomBytes(2000));
  expect(await body.encode('br', compressor)).toBe(body.identity);
  expect(body.in('br')).toBe(body.identity);
  expect(body.weight).toBe(2000);
});

test('L2 gives back the same bytes and the same tag', () => {
  const body = CachedBody.ofJson(rows);
  const copy = bodyCodec.decode(Buffer.from(bodyCodec.encode(body)));
  expect(copy.etag).toBe(body.etag);
  expect(copy.identity.bytes.equals(body.identity.bytes)).toBe(true);
});

test('what JSON cannot say is refused', () => {
  expect(() => CachedBody.ofJson(undefined)).toThrow(TypeError);
  expect(() => CachedBody.ofJson({ big: 1n })).toThrow(TypeError);
});
