import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ApiOperation, apiOperations, DOMAINS } from '../testing/api-operations.ts';
import { ask } from '../testing/ask.ts';
import { type FiveDomains, startFiveDomains } from '../testing/five-domains.ts';

// They ask every route many times, on whatever machine.
vi.setConfig({ testTimeout: 120_000 });

let server: FiveDomains;
let operations: readonly ApiOperation[];

beforeAll(async () => {
  // Exports that do not fit into what the system holds for a connection.
  server = await startFiveDomains({
    MONITORING: 'off',
    SEED_EVENTS: '40000',
    RATE_LIMIT_ACTIONS: '100000',
    RATE_LIMIT_READS: '100000',
  });
  operations = await apiOperations(server.url);
}, 60_000);
afterAll(() => server.stop());

/** What a request to a route looks like on the line; a write brings a body that is refused, or does what it does. */
function wordsOf({ method, url }: ApiOperation, turn: number): string {
  const body = method === 'GET' || method === 'DELETE' ? '' : '{}';
  const address = `${url}${url.includes('?') ? '&' : '?'}turn=${turn}`;
  const lines = [`${method} ${address} HTTP/1.1`, 'host: a', `authorization: ${server.bearer('technical_admin')}`];
  if (body !== '') lines.push('content-type: application/json', `content-length: ${body.length}`);
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

function open(words: string): Socket {
  const socket = connect({ port: Number(new URL(server.url).port), host: '127.0.0.1' }).on('error', () => {});
  socket.write(words);
  return socket;
}

/** Until all that was written has left. */
const sent = (socket: Socket) => new Promise<void>((resolve) => void socket.write('', () => resolve()));

const quiet = async () => {
  const { concurrency } = JSON.parse((await ask(`${server.url}/metrics`)).body.toString());
  const pools = DOMAINS.map((domain) => {
    const { open, idle, waiting, leaks } = server.pool(domain).getStats();
    return [domain, open - idle, waiting, leaks];
  });
  return { running: concurrency.running, waiting: concurrency.waiting, pools };
};
const QUIET = { running: 0, waiting: 0, pools: DOMAINS.map((domain) => [domain, 0, 0, 0]) };

test.each([
  ['at once', sent],
  [
    'with the first byte of the answer',
    (socket: Socket) =>
      new Promise<void>((resolve) => void socket.once('data', () => resolve()).once('close', () => resolve())),
  ],
  ['after half a request', sent],
] as const)(
  'clients that leave %s leave no connection, no place and nothing waiting behind, whatever the route',
  async (when, wait) => {
    for (const operation of operations) {
      const leave = async (turn: number) => {
        const words = wordsOf(operation, turn);
        const socket = open(when === 'after half a request' ? words.slice(0, words.length / 2) : words);
        await wait(socket);
        socket.destroy();
      };
      await Promise.all([1, 2, 3, 4, 5].map(leave));
    }
    await expect.poll(quiet, { timeout: 10_000 }).toEqual(QUIET);
  },
  30_000,
);

test('clients that read nothing hold up nobody: forty a route, exports among them', async () => {
  const stalled: Socket[] = [];
  for (const operation of operations.filter(({ method }) => method === 'GET')) {
    for (let turn = 0; turn < 40; turn += 1) {
      const socket = open(wordsOf(operation, turn));
      socket.pause();
      stalled.push(socket);
    }
  }
  const isLong = (path: string) => path.endsWith('/stream');
  for (const operation of operations.filter(({ method, path }) => method === 'GET' && !isLong(path))) {
    if (operation.tag === 'audit') continue;
    const { status } = await ask(server.url + operation.url, {
      headers: { authorization: server.bearer('technical_admin') },
    });
    // A task has been deleted by one who left.
    expect([operation.name, [200, 304, 404].includes(status)]).toEqual([operation.name, true]);
  }
  for (const socket of stalled) socket.destroy();
  await expect.poll(quiet, { timeout: 10_000 }).toEqual(QUIET);
});
