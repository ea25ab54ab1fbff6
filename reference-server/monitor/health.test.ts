import { expect, onTestFinished, test } from 'vitest';
import { AdmissionQueue } from '../admission/admission-queue.ts';
import { createRedisClient } from '../cache/redis-client.ts';
import { ask, json } from '../testing/ask.ts';
import { FakePool } from '../testing/fake-pool.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { freePort, startRedisProcess } from '../testing/redis-process.ts';
import { startTestServer } from '../testing/test-server.ts';
import { checkHealth } from './health.ts';

const clock = new ManualClock();
const own = {
  queue: new AdmissionQueue({ isEnabled: true, maxConcurrent: 1, maxWaiting: 1, timeoutMs: 1 }, clock).getStats(),
  memory: { rssBytes: 1, rssLimitBytes: 9, heapBytes: 1, heapLimitBytes: 9, share: 0.1, level: 'fine', shed: 0 },
  limits: { slowMs: 100, busyShare: 0.95, deadlineMs: 2_000 },
} as const;

async function connectedRedis() {
  const redis = await startRedisProcess();
  const kv = createRedisClient({ url: redis.url, deadlineMs: 500 });
  onTestFinished(async () => {
    await kv.close();
    await redis.stop();
  });
  await new Promise<void>((resolve) => kv.onReady(resolve));
  return { redis, kv };
}

test('everything up is ok', async () => {
  const { kv } = await connectedRedis();
  const health = await checkHealth([{ name: 'items', pool: new FakePool() }], kv, clock, own);
  expect(health).toEqual({
    status: 'ok',
    components: {
      postgres: { items: { status: 'up', latencyMs: 0 } },
      redis: { status: 'up', latencyMs: 0 },
      memory: { status: 'up', latencyMs: null },
      concurrency: { status: 'up', latencyMs: null },
    },
    timestamp: clock.wallMs(),
  });
});

test('no Redis, a Redis that is down and one that hangs are degraded, each by its own name', async () => {
  const pools = [{ name: 'items', pool: new FakePool() }];
  const away = createRedisClient({ url: `redis://127.0.0.1:${await freePort()}` });
  onTestFinished(() => away.close());
  const { redis, kv } = await connectedRedis();
  redis.signal('SIGSTOP');
  const [absent, down, hanging] = await Promise.all(
    [null, away, kv].map((each) => checkHealth(pools, each, clock, own)),
  );
  redis.signal('SIGCONT');
  expect([absent, down, hanging].map((health) => [health?.status, health?.components.redis.status])).toEqual([
    ['degraded', 'absent'],
    ['degraded', 'down'],
    ['degraded', 'degraded'],
  ]);
  expect(down?.components.redis.advice).toMatch(/first tier alone/);
});

test('one pool without a database is down, callers who wait are degraded', async () => {
  const { kv } = await connectedRedis();
  const pool = new FakePool();
  const pools = [
    { name: 'items', pool },
    { name: 'others', pool: new FakePool() },
  ];
  pool.waiting = 3;
  expect(await checkHealth(pools, kv, clock, own)).toMatchObject({
    status: 'degraded',
    components: { postgres: { items: { status: 'degraded' } } },
  });
  pool.failure = new Error('connection refused');
  expect(await checkHealth(pools, kv, clock, own)).toMatchObject({
    status: 'down',
    components: { postgres: { items: { status: 'down', latencyMs: null }, others: { status: 'up' } } },
  });
});

test.each([
  [100, 'up'],
  [101, 'degraded'],
])('a round trip of %i ms is %s, be it to PostgreSQL or to Redis', async (ms, status) => {
  const slowClock = new ManualClock();
  const pool = new FakePool();
  pool.query = async () => {
    slowClock.advance(ms);
    return [];
  };
  const { kv } = await connectedRedis();
  const ofPostgres = await checkHealth([{ name: 'items', pool }], kv, slowClock, own);
  expect(ofPostgres.components.postgres.items).toMatchObject({ status });
  kv.ping = async () => slowClock.advance(ms);
  const ofRedis = await checkHealth([], kv, slowClock, own);
  expect(ofRedis.components.redis).toMatchObject({ status, latencyMs: ms });
});

test.each([
  [95, 0, 'up'],
  [96, 0, 'degraded'],
  [95, 1, 'degraded'],
])('with %i of 100 places taken and %i waiting, concurrency is %s', async (running, waiting, status) => {
  const queue = { ...own.queue, maxConcurrent: 100, running, waiting };
  const { components } = await checkHealth([], null, clock, { ...own, queue });
  expect(components.concurrency.status).toBe(status);
});

test('GET /health answers 200 while the server can work and 503 when it cannot', async () => {
  const server = await startTestServer();
  onTestFinished(() => server.app.close());
  const degraded = await ask(`${server.url}/health`);
  expect([degraded.status, json(degraded)]).toMatchObject([200, { status: 'degraded' }]);
  server.pool.failure = new Error('connection refused');
  const down = await ask(`${server.url}/health`);
  expect([down.status, json(down)]).toMatchObject([503, { status: 'down' }]);
  expect(down.headers['cache-control']).toBe('no-store');
});
