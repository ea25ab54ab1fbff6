import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { seededRng } from '../seeded-rng.ts';
import { ProxiedLine } from './proxied-line.ts';

/** A line to a service that serves each connection so. */
async function lineTo(serve: (socket: Socket) => void): Promise<ProxiedLine> {
  const sockets = new Set<Socket>();
  const service: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket.on('error', () => {}));
    serve(socket);
  });
  await once(service.listen(0, '127.0.0.1'), 'listening');
  const address = service.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  const line = await ProxiedLine.open({ host: '127.0.0.1', port: address.port }, seededRng(1));
  onTestFinished(async () => {
    await line.close();
    for (const socket of sockets) socket.destroy();
    service.close();
  });
  return line;
}

const echo = (socket: Socket) => void socket.pipe(socket);

async function connected({ port }: ProxiedLine): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** The error that ends a new connection, or that of the one given. */
async function failureOf(socket: Socket): Promise<string | undefined> {
  const [error] = await once(socket, 'error').catch((thrown: unknown) => [thrown]);
  return (error as NodeJS.ErrnoException).code;
}

/** `length` bytes of a known pattern. */
function pattern(length: number): Buffer {
  const random = seededRng(7);
  return Buffer.from(Array.from({ length }, () => Math.floor(random.next() * 256)));
}

test('bytes arrive whole and in order while the delay changes under them', async () => {
  const line = await lineTo(echo);
  const socket = await connected(line);
  const sent = pattern(300_000);
  const received: Buffer[] = [];
  socket.on('data', (bytes) => received.push(bytes));
  const delays = [40, 0, 15, 2, 0, 30, 1, 0];
  for (let from = 0; from < sent.length; from += 1_000) {
    socket.write(sent.subarray(from, from + 1_000));
    if (from % 40_000 === 0) await line.set({ kind: 'up', roundTripMs: delays[(from / 40_000) % delays.length] ?? 0 });
    if (from % 5_000 === 0) await sleep(1);
  }
  socket.end();
  await once(socket, 'end');
  expect(Buffer.concat(received).equals(sent)).toBe(true);
});

test('an answer takes its round trip, and a new connection one more', async () => {
  const line = await lineTo(echo);
  await line.set({ kind: 'up', roundTripMs: 200 });
  const startedAt = performance.now();
  const socket = await connected(line);
  socket.write('first');
  await once(socket, 'data');
  const firstAt = performance.now();
  expect(firstAt - startedAt).toBeGreaterThanOrEqual(350);
  socket.write('second');
  await once(socket, 'data');
  expect(performance.now() - firstAt).toBeGreaterThanOrEqual(175);
  expect(performance.now() - firstAt).toBeLessThan(firstAt - startedAt + 1_000);
});

test('what is on its way over a slow line arrives as soon as the line is fast', async () => {
  const line = await lineTo(echo);
  const socket = await connected(line);
  await line.set({ kind: 'up', roundTripMs: 1_000_000 });
  socket.write('hello');
  await sleep(50);
  await line.set({ kind: 'up', roundTripMs: 0 });
  expect(String((await once(socket, 'data'))[0])).toBe('hello');
});

test.each([0, 2])('a receiver that does not read stops the sender, at a round trip of %i ms', async (roundTripMs) => {
  const line = await lineTo((socket) => void socket.pause());
  await line.set({ kind: 'up', roundTripMs });
  const socket = await connected(line);
  socket.write(Buffer.alloc(100e6));
  // Until the kernel's buffers on both sides of the line are full.
  await sleep(500);
  expect(socket.writableLength).toBeGreaterThan(0);
});

test('a client that has said all still hears the answer', async () => {
  const line = await lineTo((socket) => {
    socket.resume().on('end', () => socket.end('goodbye'));
  });
  await line.set({ kind: 'up', roundTripMs: 5 });
  const socket = await connected(line);
  socket.end('that was all');
  expect(String((await once(socket, 'data'))[0])).toBe('goodbye');
});

test('a line that is down ends what is there and refuses what comes; up again it has the same port', async () => {
  const line = await lineTo(echo);
  const socket = await connected(line);
  const { port } = line;
  const ended = once(socket.resume(), 'end');
  await line.set({ kind: 'down', roundTripMs: 0 });
  await ended;
  expect(await failureOf(connect(port, '127.0.0.1'))).toBe('ECONNREFUSED');
  await line.set({ kind: 'up', roundTripMs: 0 });
  expect(line.port).toBe(port);
  const next = await connected(line);
  next.write('there?');
  expect(String((await once(next, 'data'))[0])).toBe('there?');
});

test('a line that is reset breaks what is there and what comes', async () => {
  const line = await lineTo(echo);
  const socket = await connected(line);
  socket.write('there?');
  await once(socket, 'data');
  const failure = failureOf(socket);
  await line.set({ kind: 'reset', roundTripMs: 0 });
  expect(await failure).toBe('ECONNRESET');
  expect(await failureOf(connect(line.port, '127.0.0.1').resume())).toBe('ECONNRESET');
});

test('where the service itself refuses, so does the line', async () => {
  const vacant = createServer().listen(0, '127.0.0.1');
  await once(vacant, 'listening');
  const address = vacant.address();
  vacant.close();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const line = await ProxiedLine.open({ host: '127.0.0.1', port }, seededRng(1));
  onTestFinished(() => line.close());
  expect(await failureOf(connect(line.port, '127.0.0.1').resume())).toBe('ECONNRESET');
});
