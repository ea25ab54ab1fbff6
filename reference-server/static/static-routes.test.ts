import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../testing/ask.ts';
import { getAsWritten } from '../testing/get-as-written.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.app.close());

/** The addresses that the page names below /static/. */
async function namedByPage(): Promise<readonly string[]> {
  const { body } = await ask(`${server.url}/`);
  return [...body.toString().matchAll(/"(\/static\/[^"]+)"/g)].map(([, address = '']) => address);
}

test('the page names its files by their hashes, which may be kept for ever; it is asked for each time itself', async () => {
  const page = await ask(`${server.url}/`);
  expect([page.status, page.headers['content-type'], page.headers['cache-control']]).toEqual([
    200,
    'text/html; charset=utf-8',
    'public, no-cache',
  ]);
  const named = await namedByPage();
  expect(named.map((address) => address.replace(/[0-9a-f]{12}/, '#'))).toEqual([
    '/static/status.#.css',
    '/static/status.#.js',
  ]);
  for (const address of named) {
    const { status, headers } = await ask(server.url + address);
    expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
  }
});

test.each([
  ['status.css', 'text/css; charset=utf-8'],
  ['status.js', 'text/javascript; charset=utf-8'],
])('%s under its own name may be kept for an hour', async (name, type) => {
  const { status, headers } = await ask(`${server.url}/static/${name}`);
  expect([status, headers['cache-control'], headers['content-type'], headers['x-content-type-options']]).toEqual([
    200,
    'public, max-age=3600',
    type,
    'nosniff',
  ]);
});

test('a file is encoded once for all who take that encoding, and not sent again to whoever has it', async () => {
  const url = `${server.url}/static/status.js`;
  const before = await bodiesEncoded();
  const [plain, br, again, gzip] = [
    await ask(url),
    await ask(url, { headers: { 'accept-encoding': 'br' } }),
    await ask(url, { headers: { 'accept-encoding': 'br' } }),
    await ask(url, { headers: { 'accept-encoding': 'gzip' } }),
  ];
  expect([plain, br, again, gzip].map(({ headers }) => headers['content-encoding'])).toEqual([
    undefined,
    'br',
    'br',
    'gzip',
  ]);
  expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true);
  expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
  expect(br.body.length).toBeLessThan(plain.body.length / 2);
  expect((await bodiesEncoded()) - before).toBe(2);
  expect(new Set([plain, br, gzip].map(({ headers }) => headers.etag)).size).toBe(1);
  expect(br.headers.vary).toBe('accept-encoding');

  const known = await ask(url, { headers: { 'if-none-match': String(plain.headers.etag), 'accept-encoding': 'br' } });
  expect([known.status, known.body.length, known.headers.etag]).toEqual([304, 0, plain.headers.etag]);
  expect(known.headers['content-encoding']).toBeUndefined();
  const head = await ask(url, { method: 'HEAD' });
  expect([head.status, head.body.length, head.headers['content-length']]).toEqual([200, 0, String(plain.body.length)]);
});

async function bodiesEncoded(): Promise<number> {
  const { body } = await ask(`${server.url}/metrics`);
  return (JSON.parse(body.toString()) as { compression: { bodies: number } }).compression.bodies;
}

test.each([
  '/static/../server.ts',
  '/static/..%2fserver.ts',
  '/static/%2e%2e%2f%2e%2e%2fpackage.json',
  '/static/..%5cserver.ts',
  '/static/page/status.css',
  '/static/read-assets.ts',
  '/static/status.css%00',
  '/static/status.css/',
  '/static//status.css',
  '/static/',
  '/static/constructor',
  '/static/status.000000000000.css',
])('%s is no file', async (path) => {
  const answer = await getAsWritten(server.url, path);
  expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  expect(answer).toContain('"NOT_FOUND"');
});
