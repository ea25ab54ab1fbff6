import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as zlib from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, json, type Received } from '../testing/ask.ts';
import { LONG_TEXT, SHORT_TEXT, startTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.app.close());

const DECODERS: Record<string, (bytes: Buffer) => Buffer> = {
  br: zlib.brotliDecompressSync,
  zstd: zlib.zstdDecompressSync,
  gzip: zlib.gunzipSync,
  deflate: zlib.inflateSync,
  identity: (bytes) => bytes,
};

function decoded({ body, headers }: Received): unknown {
  const decode = DECODERS[headers['content-encoding'] ?? 'identity'];
  if (decode === undefined) throw new TypeError(`unknown encoding ${headers['content-encoding']}`);
  return JSON.parse(decode(body).toString());
}

let ids = 0;
/** An item nobody asked for yet. */
const freshItem = () => `${server.url}/items/fresh-${ids++}`;

test('the first answer is loaded, the next comes from L1, and both are the same', async () => {
  const url = freshItem();
  const first = await ask(url);
  const second = await ask(url);
  expect([first.status, second.status]).toEqual([200, 200]);
  expect([first.headers['x-cache'], second.headers['x-cache']]).toEqual(['miss', 'l1']);
  expect(first.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(first.headers['cache-control']).toBe('public, no-cache');
  expect(second.body.equals(first.body)).toBe(true);
  expect(decoded(second)).toMatchObject({ data: { text: LONG_TEXT } });
  const names = ['content-type', 'content-length', 'etag', 'cache-control', 'vary', 'connection'];
  expect(names.map((name) => second.headers[name])).toEqual(names.map((name) => first.headers[name]));
  expect(server.loads.filter((id) => url.endsWith(`/${id}`))).toHaveLength(1);
});

test('server-timing tells the phases: of a load all of them, of a hit the cache', async () => {
  const url = freshItem();
  const load = await ask(url, { headers: { 'accept-encoding': 'br' } });
  expect(load.headers['server-timing']).toMatch(
    /^cache;dur=[\d.]+, db;dur=1\.5, serialise;dur=[\d.]+, compress;dur=[\d.]+$/,
  );
  expect((await ask(url)).headers['server-timing']).toMatch(/^cache;dur=[\d.]+$/);
  expect((await ask(url, { headers: { 'accept-encoding': 'gzip' } })).headers['server-timing']).toMatch(
    /^cache;dur=[\d.]+, compress;dur=[\d.]+$/,
  );
});

test.each(['br', 'zstd', 'gzip', 'deflate'])(
  '%s decodes to the same JSON on a load, on a hit, and on a route without cache',
  async (encoding) => {
    const headers = { 'accept-encoding': encoding };
    const url = freshItem();
    for (const received of [await ask(url, { headers }), await ask(url, { headers })]) {
      expect(received.headers['content-encoding']).toBe(encoding);
      expect(received.headers['content-length']).toBe(String(received.body.length));
      expect(received.headers.vary).toBe('accept-encoding');
      expect(decoded(received)).toMatchObject({ data: { text: LONG_TEXT } });
    }
    const plain = await ask(`${server.url}/plain`, { headers });
    expect(plain.headers['content-encoding']).toBe(encoding);
    expect(decoded(plain)).toEqual({ data: LONG_TEXT });
  },
);

test('a short body is sent as it is, unless the client refuses that', async () => {
  for (const expected of [undefined, undefined, 'gzip', 'gzip']) {
    const accepted = expected === undefined ? 'br, gzip' : 'gzip, identity;q=0';
    const short = await ask(`${server.url}/items/short`, { headers: { 'accept-encoding': accepted } });
    expect(short.headers['content-encoding']).toBe(expected);
    expect(decoded(short)).toEqual({ data: { id: 'short', text: SHORT_TEXT } });
  }
});

test('weights decide: the client may want gzip more, or nothing at all', async () => {
  const url = freshItem();
  const encodingOf = async (accepted: string) =>
    (await ask(url, { headers: { 'accept-encoding': accepted } })).headers['content-encoding'];
  expect(await encodingOf('br;q=0.5, gzip')).toBe('gzip');
  expect(await encodingOf('br;q=0, gzip;q=0')).toBeUndefined();
  expect(await encodingOf('identity, br;q=0.9')).toBeUndefined();
});

test('a client that has the body gets 304, on a hit, on a load, and on a route without cache', async () => {
  const url = freshItem();
  const { headers } = await ask(url, { headers: { 'accept-encoding': 'br' } });
  const etag = String(headers.etag);
  expect(etag).toMatch(/^W\/"/);
  for (const ifNoneMatch of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
    const received = await ask(url, { headers: { 'if-none-match': ifNoneMatch } });
    expect([ifNoneMatch, received.status, received.body.length]).toEqual([ifNoneMatch, 304, 0]);
    expect(received.headers).toMatchObject({
      etag,
      vary: 'accept-encoding',
      'cache-control': 'public, no-cache',
      'x-cache': 'l1',
    });
    expect(received.headers['content-length']).toBeUndefined();
  }
  expect((await ask(url, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);

  const same = await ask(`${url}?unknown=parameter`, { headers: { 'if-none-match': etag } });
  expect(same.status).toBe(304);

  const plain = await ask(`${server.url}/plain`);
  const again = await ask(`${server.url}/plain`, { headers: { 'if-none-match': String(plain.headers.etag) } });
  expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, plain.headers.etag]);
});

test('HEAD says what GET would, without a body, on a load, on a hit, and on a route without cache', async () => {
  const loaded = await ask(freshItem(), { method: 'HEAD', headers: { 'accept-encoding': 'br' } });
  expect([loaded.status, loaded.body.length, loaded.headers['x-cache']]).toEqual([200, 0, 'miss']);
  const url = freshItem();
  const get = await ask(url, { headers: { 'accept-encoding': 'br' } });
  const head = await ask(url, { method: 'HEAD', headers: { 'accept-encoding': 'br' } });
  expect([head.status, head.body.length, head.headers['x-cache']]).toEqual([200, 0, 'l1']);
  for (const name of ['content-length', 'content-encoding', 'etag', 'cache-control']) {
    expect(head.headers[name]).toBe(get.headers[name]);
  }
  expect((await ask(url, { method: 'HEAD', headers: { 'if-none-match': '*' } })).status).toBe(304);
  const plain = await ask(`${server.url}/plain`, { method: 'HEAD' });
  expect([plain.status, plain.body.length]).toEqual([200, 0]);
});

test('a write that deletes a key is seen by the next reader', async () => {
  const url = `${server.url}/items/long`;
  await ask(url);
  expect((await ask(url)).headers['x-cache']).toBe('l1');
  const written = await ask(`${server.url}/items`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect([written.status, written.headers['cache-control']]).toEqual([201, 'no-store']);
  expect((await ask(url)).headers['x-cache']).toBe('miss');
});

test('other spellings of a URL reach the same body, and a POST to a cached URL does not', async () => {
  const url = freshItem();
  await ask(url);
  expect((await ask(`${url}?a=1`)).headers['x-cache']).toBe('l1');
  expect((await ask(`${url}?a=1`)).headers['x-cache']).toBe('l1');
  expect((await ask(`${url}?${'x'.repeat(2000)}`)).headers['x-cache']).toBe('l1');
  expect((await ask(url, { method: 'POST' })).status).toBe(404);
  expect((await ask(url, { method: 'DELETE' })).status).toBe(404);
});

test('a GET with a body and what is sent right behind it are both answered, in their order', async () => {
  const url = freshItem();
  const { headers } = await ask(url);
  const path = new URL(url).pathname;
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello`);
  socket.write(`HEAD ${path} HTTP/1.1\r\nhost: a\r\n\r\n`);
  socket.write(`GET /nowhere HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`);
  const received = Buffer.concat(await socket.toArray()).toString();
  expect([...received.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status)).toEqual(['200', '200', '404']);
  expect(received.split(String(headers.etag))).toHaveLength(3);
});

test('a route that lets clients keep its answer says for how long, and the other answers say what they are', async () => {
  const cacheControl = async (path: string) => (await ask(server.url + path)).headers['cache-control'];
  expect(await cacheControl('/catalogue')).toBe('public, max-age=30');
  expect(await cacheControl('/plain')).toBe('private, no-cache');
  expect(await cacheControl('/nowhere')).toBe('no-store');
  expect(await cacheControl('/items/missing')).toBe('no-store');
  expect(await cacheControl('/metrics')).toBe('no-store');
  expect((await ask(`${server.url}/metrics`)).headers.etag).toBeUndefined();
});

test('1000 clients who miss at once cost one load', async () => {
  const url = freshItem();
  const id = url.slice(url.lastIndexOf('/') + 1);
  const release = server.holdLoads();
  const answers = Promise.all(Array.from({ length: 1000 }, () => ask(url)));
  while (server.seen.filter((each) => each === id).length < 1000) await sleep(10);
  release();
  const outcomes = new Set((await answers).map(({ status, headers }) => `${status} ${headers['x-cache']}`));
  expect([...outcomes]).toEqual(['200 miss']);
  const timings = (await answers).map(({ headers }) => String(headers['server-timing']));
  expect(timings.filter((timing) => timing.includes('db;dur='))).toHaveLength(1);
  expect(timings.filter((timing) => /^queue;dur=[\d.]+$/.test(timing))).toHaveLength(999);
  expect(server.loads.filter((each) => each === id)).toHaveLength(1);
});

test('the effective configuration is there to be read, by whoever has a token', async () => {
  const url = `${server.url}/api/v1/performance/config`;
  expect(json(await ask(url))).toMatchObject({ error: { code: 'TOKEN_MISSING' } });
  const authorization = `Bearer ${server.app.jwt.sign({ role: 'viewer' }, { expiresIn: '1h' })}`;
  expect(json(await ask(url, { headers: { authorization } }))).toEqual({ 'pool.max': { value: 20, source: '004' } });
});
