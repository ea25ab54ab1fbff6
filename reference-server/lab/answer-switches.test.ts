import * as zlib from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Logger } from '../ports.ts';
import type { Received } from '../testing/ask.ts';
import { ask, json } from '../testing/ask.ts';
import { auditForLab, type LabServer, startLabServer } from '../testing/lab-server.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const events = '/api/v1/performance/audit/events';
const ALL = { 'accept-encoding': 'gzip, deflate, br, zstd' };
let server: LabServer;

beforeAll(async () => {
  server = await startLabServer([auditForLab(5_000)], log);
}, 60_000);
afterAll(() => server.stop());

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  br: zlib.brotliDecompressSync,
  zstd: zlib.zstdDecompressSync,
  gzip: zlib.gunzipSync,
  deflate: zlib.inflateSync,
};

function decoded({ body, headers }: Received): Buffer {
  const encoding = headers['content-encoding'];
  return encoding === undefined ? body : (DECODERS[encoding]?.(body) ?? Buffer.alloc(0));
}

test.each([
  ['br', 'br'],
  ['br-11', 'br'],
  ['gzip-1', 'gzip'],
  ['deflate', 'deflate'],
  ['zstd-3', 'zstd'],
  ['off', undefined],
] as const)('with compression %s an answer and an export are encoded as %s', async (compression, encoding) => {
  await server.declare({ a: { compression } });
  for (const path of [events, `${events}/stream`]) {
    const received = await server.askIn('a', path, ALL);
    expect([received.status, received.headers['content-encoding']]).toEqual([200, encoding]);
    expect(JSON.parse(decoded(received).toString())).toBeTruthy();
    // Whoever does not take the coding gets the bytes as they are.
    expect((await server.askIn('a', path, { 'accept-encoding': 'x' })).headers['content-encoding']).toBeUndefined();
  }
});

test('a level makes the bytes that zlib makes at it', async () => {
  await server.declare({ quick: { compression: 'gzip-1' }, slow: { compression: 'gzip-9' } });
  const [quick, slow] = [await server.askIn('quick', events, ALL), await server.askIn('slow', events, ALL)];
  const plain = decoded(quick);
  expect(quick.body.equals(zlib.gzipSync(plain, { level: 1 }))).toBe(true);
  expect(slow.body.equals(zlib.gzipSync(plain, { level: 9 }))).toBe(true);
  expect(slow.body.equals(quick.body)).toBe(false);
});

test('what is encoded beforehand is encoded once, and otherwise for every answer', async () => {
  await server.declare({ on: { compression: 'br-4' }, off: { compression: 'br-4', precompressed: 'off' } });
  const encodes = async (variant: string) => {
    const times: boolean[] = [];
    for (let time = 0; time < 3; time += 1) {
      const { headers } = await server.askIn(variant, events, ALL);
      times.push(/compress;dur/.test(String(headers['server-timing'])));
    }
    return times;
  };
  expect(await encodes('on')).toEqual([true, false, false]);
  expect(await encodes('off')).toEqual([true, true, true]);
});

test('without tags no answer has one, and none is 304', async () => {
  await server.declare({ weak: { etag: 'weak' }, off: { etag: 'off' } });
  for (const path of [events, '/api/v1/performance/config']) {
    const { etag } = (await server.askIn('weak', path)).headers;
    expect(etag).toMatch(/^W\//);
    const conditional = { 'if-none-match': String(etag) };
    expect((await server.askIn('weak', path, conditional)).status).toBe(304);
    const received = await server.askIn('off', path, conditional);
    expect([received.status, received.headers.etag]).toEqual([200, undefined]);
  }
});

test.each(['br-12', 'gzip-0', 'lz4', 'br-', 'BR', '', 4, null])('compression %j is refused', async (compression) => {
  const received = await server.declare({ a: { compression } });
  expect([received.status, json(received)]).toMatchObject([
    400,
    { error: { code: 'LAB_VARIANTS_INVALID', message: expect.stringContaining('br (0 to 11)') } },
  ]);
});

test('a variant opens no door: what needs a token needs one in it, cached or not', async () => {
  await server.declare({ a: {} });
  expect((await server.askIn('a', events)).status).toBe(200);
  expect((await server.askIn('a', events)).headers['x-cache']).toBe('l1');
  for (const authorization of ['', 'Bearer no.such.token']) {
    const received = await server.askIn('a', events, { authorization });
    expect(received.status).toBe(401);
    expect(received.headers['x-cache']).toBeUndefined();
  }
  expect((await ask(server.url + events)).status).toBe(401);
});
