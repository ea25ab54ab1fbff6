import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, json, type Received } from '../testing/ask.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({
    http: { requestTimeoutMs: 200, bodyLimitBytes: 50_000 },
    admission: { queue: { maxConcurrent: 2 } },
  });
});
afterAll(() => server.app.close());

interface Levels {
  readonly running: number;
  readonly waiting: number;
}

async function levels(): Promise<Levels> {
  const { running, waiting } = (json(await ask(`${server.url}/metrics`)) as { concurrency: Levels }).concurrency;
  return { running, waiting };
}

function port(): number {
  return Number(new URL(server.url).port);
}

function post(body: string, headers: Record<string, string> = {}, path = '/items'): Promise<Received> {
  const all = { 'content-type': 'application/json', ...headers };
  return ask(server.url + path, { method: 'POST', headers: all, body });
}

/** Sends a head and a body of raw bytes, and reads until the server has answered. */
async function raw(head: readonly string[], body: Buffer | string): Promise<string> {
  const socket = connect(port(), '127.0.0.1').on('error', () => {});
  socket.write(`${[...head, 'host: a', 'connection: close'].join('\r\n')}\r\n\r\n`);
  socket.write(body);
  return Buffer.concat(await socket.toArray()).toString();
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

test.each([
  ['at the limit', nested(100), 201, undefined],
  ['beyond it', nested(101), 400, 'JSON_TOO_DEEP'],
  ['of objects beyond it', `${'{"a":'.repeat(101)}1${'}'.repeat(101)}`, 400, 'JSON_TOO_DEEP'],
  ['that would end the stack of whoever walks it', nested(20_000), 400, 'JSON_TOO_DEEP'],
  ['that never ends', '['.repeat(40_000), 400, 'JSON_INVALID'],
] as const)('a body of a depth %s', async (_what, body, status, code) => {
  const received = await post(body);
  expect([received.status, (json(received) as { error?: { code: string } }).error?.code]).toEqual([status, code]);
});

test.each(['gzip', 'deflate', 'br', 'zstd', 'GZIP', 'gzip, gzip', 'x-unheard-of'])(
  'a body encoded as %s is refused before it is read: it could unpack to anything',
  async (encoding) => {
    const bomb = gzipSync(Buffer.alloc(30_000_000, ' '));
    const answer = await raw(
      [
        'POST /items HTTP/1.1',
        'content-type: application/json',
        `content-encoding: ${encoding}`,
        `content-length: ${bomb.length}`,
      ],
      bomb,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 415 /);
    expect(answer).toContain('"code":"ENCODING_UNSUPPORTED"');
    expect(answer).toMatch(/^accept-encoding: identity\r$/im);
  },
);

test('a body that says of itself that it is as it is, is taken', async () => {
  expect((await post('{}', { 'content-encoding': 'identity' })).status).toBe(201);
});

test('a body that does not say how long it is ends at the same limit', async () => {
  const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
  const head = ['POST /items HTTP/1.1', 'content-type: application/json', 'transfer-encoding: chunked'];
  expect(await raw(head, chunk.repeat(3))).toMatch(/^HTTP\/1\.1 413 [\s\S]*"BODY_TOO_LARGE"/);
});

test('a handler that takes too long is answered for, whether it was sent a body or not', async () => {
  for (const received of [await post('{"a":1}', {}, '/slow'), await ask(`${server.url}/slow`)]) {
    expect(received.status).toBe(503);
    expect(json(received)).toEqual({ error: { code: 'REQUEST_TIMEOUT', message: 'no answer was ready in time' } });
  }
  // What the handlers come up with afterwards disturbs nobody.
  await sleep(200);
  expect((await ask(`${server.url}/plain`)).status).toBe(200);
  expect(await levels()).toEqual({ running: 0, waiting: 0 });
});

test('an answer that is on its way is not cut, however long it takes', async () => {
  const received = await ask(`${server.url}/trickle`);
  expect([received.status, received.body.toString()]).toEqual([200, 'drop '.repeat(6)]);
});

test('who sends a body slowly, or leaves in the middle of it, holds no place', async () => {
  const slow = Array.from({ length: 5 }, () => {
    const socket = connect(port(), '127.0.0.1').on('error', () => {});
    socket.write('POST /items HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{');
    return socket;
  });
  await sleep(50);
  expect(await levels()).toEqual({ running: 0, waiting: 0 });
  expect((await ask(`${server.url}/plain`)).status).toBe(200);
  for (const socket of slow) socket.destroy();
  expect((await post('{}')).status).toBe(201);
});

test('who left before it was let in takes no place for ever', async () => {
  for (let turn = 0; turn < 5; turn += 1) {
    const socket = connect(port(), '127.0.0.1').on('error', () => {});
    socket.write('GET /late HTTP/1.1\r\nhost: a\r\n\r\n');
    await sleep(20);
    socket.destroy();
  }
  await sleep(150);
  expect(await levels()).toEqual({ running: 0, waiting: 0 });
});

test('a head that is sent twice, smuggled or too long is refused, and the connection ended', async () => {
  for (const head of [
    ['POST /items HTTP/1.1', 'content-length: 5', 'content-length: 6'],
    ['POST /items HTTP/1.1', 'content-length: 5', 'transfer-encoding: chunked'],
    ['GET /items/a HTTP/1.1', 'content-length: -1'],
    ['GET /items/a\u0000 HTTP/1.1'],
  ]) {
    expect(await raw(head, 'hello')).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"HTTP_INVALID"/);
  }
});

test('a connection that says nothing is ended', async () => {
  const socket = connect(port(), '127.0.0.1');
  socket.write('GET /plain HTTP/1.1\r\n');
  await once(socket.resume(), 'close');
});
