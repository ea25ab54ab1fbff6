import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, json, type Received } from '../testing/ask.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ http: { requestTimeoutMs: 200 } });
});

afterAll(() => server.app.close());

function post(body: string, type = 'application/json'): Promise<Received> {
  return ask(`${server.url}/items`, { method: 'POST', headers: { 'content-type': type }, body });
}

/** Sends bytes that no client library would, and reads until the server closes. */
async function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.write(text);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

test.each<[what: string, request: () => Promise<Received>, status: number, code: string]>([
  ['a path that leads nowhere', () => ask(`${server.url}/nowhere`), 404, 'NOT_FOUND'],
  ['what a domain refuses', () => ask(`${server.url}/items/missing`), 404, 'ITEM_NOT_FOUND'],
  ['a body that is no JSON', () => post('{"a":'), 400, 'JSON_INVALID'],
  ['a body that is empty', () => post(''), 400, 'JSON_INVALID'],
  ['a body that is too large', () => post(JSON.stringify('x'.repeat(20_000))), 413, 'BODY_TOO_LARGE'],
  ['a body of another kind', () => post('<a/>', 'application/xml'), 415, 'MEDIA_TYPE_UNSUPPORTED'],
  ['a path that cannot be decoded', () => ask(`${server.url}/items/%E0%A4%A`), 400, 'URL_INVALID'],
  ['a handler that takes too long', () => ask(`${server.url}/slow`), 503, 'REQUEST_TIMEOUT'],
  ['a body that would be another object', () => post('{"__proto__":{"isAdmin":true}}'), 400, 'JSON_INVALID'],
])('%s is answered in the envelope', async (_what, request, status, code) => {
  const received = await request();
  expect(received.status).toBe(status);
  expect(json(received)).toEqual({ error: { code, message: expect.any(String) } });
  expect(received.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  expect(received.headers.etag).toBeUndefined();
});

test('a failure of ours tells the client that it happened and nothing else, the log the rest; who asks at once does not cause it again', async () => {
  for (let turn = 0; turn < 2; turn++) {
    const received = await ask(`${server.url}/items/broken`);
    expect(received.status).toBe(500);
    expect(json(received)).toEqual({
      error: { code: 'INTERNAL_ERROR', message: 'the server failed to answer; its log says why' },
    });
  }
  expect(server.loads.filter((id) => id === 'broken')).toHaveLength(1);
  expect(server.logged.filter((message) => message === 'request failed').length).toBeGreaterThanOrEqual(2);
});

test('bytes that are no request end the connection with the envelope', async () => {
  expect(await raw('this is not HTTP\r\n\r\n')).toMatch(
    /^HTTP\/1.1 400 [\s\S]*\r\n\r\n\{"error":\{"code":"HTTP_INVALID"/,
  );
  const headers = `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`;
  expect(await raw(headers)).toMatch(/^HTTP\/1.1 431 [\s\S]*"HEADERS_TOO_LARGE"/);
});

test('a request that never arrives whole is ended', async () => {
  expect(await raw('POST /items HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n')).toMatch(
    /^HTTP\/1.1 408 [\s\S]*"REQUEST_INCOMPLETE"/,
  );
});
