import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ApiOperation, apiOperations } from '../testing/api-operations.ts';
import { ask, type Received } from '../testing/ask.ts';
import { type FiveDomains, startFiveDomains } from '../testing/five-domains.ts';
import { isClear, refusalOf } from '../testing/refusal-of.ts';

// They ask every route many times, on whatever machine.
vi.setConfig({ testTimeout: 120_000 });

let server: FiveDomains;
/** Those that take a body. */
let writes: readonly ApiOperation[];

beforeAll(async () => {
  const plenty = { RATE_LIMIT_ACTIONS: '100000', RATE_LIMIT_READS: '100000' };
  server = await startFiveDomains({ LAB_KEY: 'a key', MONITORING: 'off', ...plenty });
  writes = (await apiOperations(server.url)).filter(({ hasBody }) => hasBody);
}, 60_000);
afterAll(() => server.stop());

const headers = (more: Record<string, string> = {}) => ({
  authorization: server.bearer('technical_admin'),
  'x-lab-key': 'a key',
  'content-type': 'application/json',
  ...more,
});

/** Sends all of them one body, and tells what was not refused so. */
async function othersThan(refusal: string, body: string, more: Record<string, string> = {}) {
  const answers = [];
  for (const { method, url, name } of writes) {
    const told = refusalOf(await ask(server.url + url, { method, headers: headers(more), body }));
    if (told !== refusal) answers.push([name, told]);
  }
  return answers;
}

/** Sends a head and a body, and reads until the server has answered and ended the connection. */
async function raw({ method, url }: ApiOperation, more: readonly string[], body: Buffer | string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => {});
  const own = Object.entries(headers()).map(([name, value]) => `${name}: ${value}`);
  socket.write(
    `${[`${method} ${url} HTTP/1.1`, 'host: a', 'connection: close', ...own, ...more].join('\r\n')}\r\n\r\n`,
  );
  socket.write(body);
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  await once(socket, 'close');
  return Buffer.concat(parts).toString();
}

test('there are routes that take a body, of every kind', () => {
  expect(new Set(writes.map(({ tag }) => tag))).toEqual(
    new Set(['users', 'workspace', 'audit', 'opal', 'performance', 'lab']),
  );
});

test.each([
  ['that is no JSON', '{"a":', '400 JSON_INVALID'],
  ['that is empty', '', '400 JSON_INVALID'],
  ['that would change the prototype of objects', '{"__proto__":{"role":"technical_admin"}}', '400 JSON_INVALID'],
  ['that would change it by its constructor', '{"constructor":{"prototype":{"a":1}}}', '400 JSON_INVALID'],
  ['that is nested too deep', '['.repeat(101) + ']'.repeat(101), '400 JSON_TOO_DEEP'],
  ['that is larger than a body may be', `{"a":"${'a'.repeat(1_100_000)}"}`, '413 BODY_TOO_LARGE'],
])('every route refuses a body %s', async (_what, body, refusal) => {
  expect(await othersThan(refusal, body)).toEqual([]);
});

test('every route refuses a body of another type', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense']) {
    expect([type, await othersThan('415 MEDIA_TYPE_UNSUPPORTED', 'a=b', { 'content-type': type })]).toEqual([type, []]);
  }
});

test('every route refuses a body that unpacks to thirty megabytes, unread, and one that does not say how long it is at the same limit', async () => {
  const bomb = gzipSync(Buffer.alloc(30_000_000, ' '));
  const endless = `10000\r\n${' '.repeat(0x10000)}\r\n`.repeat(20);
  const before = process.memoryUsage().external;
  for (const operation of writes) {
    const packed = await raw(operation, ['content-encoding: gzip', `content-length: ${bomb.length}`], bomb);
    expect([operation.name, packed.slice(9, 12), packed.includes('"ENCODING_UNSUPPORTED"')]).toEqual([
      operation.name,
      '415',
      true,
    ]);
    const long = await raw(operation, ['transfer-encoding: chunked'], endless);
    expect([operation.name, long.slice(9, 12), long.includes('"BODY_TOO_LARGE"')]).toEqual([
      operation.name,
      '413',
      true,
    ]);
  }
  expect(process.memoryUsage().external - before).toBeLessThan(30_000_000);
});

const WRONG: readonly unknown[] = [
  null,
  [],
  {},
  'text',
  42,
  true,
  [null],
  [[]],
  { a: 1 },
  { toString: 'x' },
  { tasks: {} },
  { tasks: [null, 1, 'x', [], {}] },
  { events: [null, 1, 'x', [], {}] },
  { posts: [null] },
  { posts: [1, 'x', [], {}] },
  { events: 'x', batchSize: {} },
  { tasks: [{ workspaceId: 1, title: '\u0000' }] },
  { name: 1 },
  { name: '\ud800', config: {}, isActive: true },
  { name: 'n', config: { a: '\u0000' }, isActive: true },
  { action: 'nonsense' },
  { action: 'invalidate_cache', pattern: '*'.repeat(10_000) },
  { pattern: {} },
  { strategy: 'constructor' },
  { organizationIds: [1e99] },
  { organizationIds: 'x', preloadDays: -1 },
  { intervalMs: -1 },
  { intervalMs: 1e99 },
  { workspaceId: 1, title: 'x', priority: 1e300 },
  { role: 'root' },
  { errorShare: 2 },
  { busyUs: 'x' },
];

test('whatever JSON a route is sent, it says what is wrong with it by a code that it names', async () => {
  const unclear: unknown[] = [];
  for (const body of WRONG) {
    for (const operation of writes) {
      const { method, url, name } = operation;
      const text = JSON.stringify(body);
      const received: Received = await ask(server.url + url, { method, headers: headers(), body: text });
      const refusal = refusalOf(received);
      if (!isClear(operation, refusal)) unclear.push([name, text.slice(0, 80), refusal]);
    }
  }
  expect(unclear).toEqual([]);
});

test('none of it has cost a connection, a place, or the server', async () => {
  for (const domain of ['users', 'workspace', 'audit', 'learning', 'opal']) {
    const { open, idle, waiting, leaks } = server.pool(domain).getStats();
    expect([domain, open - idle, waiting, leaks]).toEqual([domain, 0, 0, 0]);
  }
  const { concurrency } = JSON.parse((await ask(`${server.url}/metrics`)).body.toString());
  expect(concurrency).toMatchObject({ running: 0, waiting: 0 });
});
