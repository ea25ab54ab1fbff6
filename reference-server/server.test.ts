import { Agent } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createRedisClient } from './cache/redis-client.ts';
import { ask } from './testing/ask.ts';
import { freePort, startRedisProcess } from './testing/redis-process.ts';
import { startTestServer } from './testing/test-server.ts';

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (await condition()) return;
    await sleep(10);
  }
  throw new Error('it did not come about in five seconds');
}

test('two servers over one Redis: what one loaded the other finds in L2', async () => {
  const redis = await startRedisProcess();
  onTestFinished(() => redis.stop());
  const servers = await Promise.all(
    [1, 2].map(async () => startTestServer({ kv: createRedisClient({ url: redis.url, deadlineMs: 5000 }) })),
  );
  for (const { app } of servers) onTestFinished(() => app.close());
  const [first, second] = servers;
  if (first === undefined || second === undefined) throw new TypeError('two servers were started');
  await until(async () => (await ask(`${first.url}/health`)).body.includes('"redis":{"status":"up"'));
  await until(async () => (await ask(`${second.url}/health`)).body.includes('"redis":{"status":"up"'));
  const loaded = await ask(`${first.url}/items/a`);
  const probe = createRedisClient({ url: redis.url, deadlineMs: 5000 });
  onTestFinished(() => probe.close());
  await until(async () => probe.isReady && (await probe.get('api_cache:items:item:a')) !== null);
  const shared = await ask(`${second.url}/items/a`, { headers: { 'accept-encoding': 'br' } });
  const held = await ask(`${second.url}/items/a`);
  expect([loaded, shared, held].map(({ headers }) => headers['x-cache'])).toEqual(['miss', 'l2', 'l1']);
  expect(shared.headers.etag).toBe(loaded.headers.etag);
  expect(held.body.equals(loaded.body)).toBe(true);
  expect(second.loads).toEqual([]);
});

test('Redis down at start, then up, then killed, then back: every request is answered 200', async () => {
  const port = await freePort();
  const server = await startTestServer({ kv: createRedisClient({ url: `redis://127.0.0.1:${port}` }) });
  onTestFinished(() => server.app.close());
  const statuses = new Map<number, number>();
  let isOver = false;
  const clients = Array.from({ length: 4 }, async (_, client) => {
    for (let turn = 0; !isOver; turn++) {
      const { status } = await ask(`${server.url}/items/${client}-${turn % 150}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  });
  const redisIs = (status: string) =>
    until(async () => (await ask(`${server.url}/health`)).body.includes(`"redis":{"status":"${status}"`));
  await redisIs('down');
  const first = await startRedisProcess(port);
  await redisIs('up');
  await sleep(100);
  await first.stop();
  await redisIs('down');
  const second = await startRedisProcess(port);
  onTestFinished(() => second.stop());
  await redisIs('up');
  await sleep(100);
  isOver = true;
  await Promise.all(clients);
  expect([...statuses.keys()]).toEqual([200]);
  expect(statuses.get(200)).toBeGreaterThan(50);
});

test('a closing server finishes what it began, lets clients go, and gives back what it holds', async () => {
  // Were a client not told to go, its connection would hold the server longer than this test may take.
  const server = await startTestServer({ http: { closeTimeoutMs: 60_000, keepAliveTimeoutMs: 60_000 } });
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  await ask(`${server.url}/items/a`, { agent });
  const slow = ask(`${server.url}/slow`, { agent });
  const other = ask(`${server.url}/slow`);
  await sleep(50);
  await Promise.all([server.app.close(), slow, other]);
  expect([(await slow).status, (await other).status]).toEqual([200, 200]);
  expect(server.pool.isClosed).toBe(true);
  await expect(ask(`${server.url}/items/a`)).rejects.toThrow(/ECONNREFUSED|ECONNRESET|hang up/);
});

test('a closing server lets go of a client whose cached answer was under way', async () => {
  const faults = { busyUs: 0, delayMs: 200, hasExtraSql: false, errorShare: 0 };
  const server = await startTestServer({
    http: { closeTimeoutMs: 60_000, keepAliveTimeoutMs: 60_000 },
    lab: { faults },
  });
  await ask(`${server.url}/items/a`);
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const cached = ask(`${server.url}/items/a`, { agent });
  await sleep(50);
  await Promise.all([server.app.close(), cached]);
  expect((await cached).headers).toMatchObject({ 'x-cache': 'l1', connection: 'close' });
});

test('a request that had begun to arrive when the server was closed is answered, and its client told to go', async () => {
  const server = await startTestServer({ http: { closeTimeoutMs: 60_000 } });
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.write('GET /plain HTTP/1.1\r\nHost: x\r\n');
  await sleep(50);
  const closed = server.app.close();
  await sleep(20);
  socket.write('\r\n');
  const answer = String(Buffer.concat(await socket.toArray()));
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(answer).toMatch(/^connection: close\r$/im);
  await closed;
});

test('a request that outlives the time for closing is cut off', async () => {
  const server = await startTestServer({ http: { closeTimeoutMs: 20 } });
  const slow = ask(`${server.url}/slow`);
  await sleep(50);
  await Promise.all([expect(slow).rejects.toThrow(/hang up|ECONNRESET/), server.app.close()]);
});

test('one process holds many servers that know nothing of each other', async () => {
  const servers = await Promise.all([startTestServer(), startTestServer()]);
  for (const { app } of servers) onTestFinished(() => app.close());
  for (const { url } of servers) expect((await ask(`${url}/items/a`)).headers['x-cache']).toBe('miss');
});
