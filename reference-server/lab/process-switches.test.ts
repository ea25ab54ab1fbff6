import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { createRedisClient } from '../cache/redis-client.ts';
import { readConfig } from '../config/config.ts';
import { serverSettings } from '../config/server-settings.ts';
import { ask, json } from '../testing/ask.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { type RedisProcess, startRedisProcess } from '../testing/redis-process.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../testing/test-server.ts';

/** What switches a whole process, by the variables of its environment: each has to be seen in what the server does. */
async function serverWith(variables: Record<string, string>, options: TestServerOptions = {}): Promise<TestServer> {
  const { cache, admission, monitor } = serverSettings(readConfig(variables).settings);
  const server = await startTestServer({ cache, admission, monitor, ...options });
  onTestFinished(() => server.app.close());
  return server;
}

async function startRedis(): Promise<RedisProcess> {
  const redis = await startRedisProcess();
  onTestFinished(() => {
    redis.signal('SIGCONT');
    return redis.stop();
  });
  return redis;
}

async function storeOn(redis: RedisProcess, deadlineMs = 5_000) {
  const kv = createRedisClient({ url: redis.url, deadlineMs });
  await new Promise<void>((resolve) => kv.onReady(resolve));
  return kv;
}

/** Two processes on one Redis, which hear each other, if they do, by now. */
async function pairWith(variables: Record<string, string>): Promise<readonly [TestServer, TestServer]> {
  const redis = await startRedis();
  const pair = [await storeOn(redis), await storeOn(redis)].map((kv) => serverWith(variables, { kv }));
  const [one, other] = (await Promise.all(pair)) as [TestServer, TestServer];
  await sleep(300);
  return [one, other];
}

const get = ({ url }: TestServer, id: string) => ask(`${url}/items/${id}`);
const tierOf = async (server: TestServer, id: string) => (await get(server, id)).headers['x-cache'];

test.each([
  ['pubsub', true],
  ['tracking', true],
  ['off', false],
])('CACHE_BUS=%s: what one process deletes leaves L1 of another: %s', async (bus, isHeard) => {
  const [writer, reader] = await pairWith({ CACHE_BUS: bus });
  const headers = { 'content-type': 'application/json' };
  const hears = async () => {
    await get(reader, 'long');
    await expect.poll(() => tierOf(reader, 'long')).toBe('l1');
    // Deletes item:long.
    await ask(`${writer.url}/items`, { method: 'POST', headers, body: '{}' });
    await sleep(50);
    return (await tierOf(reader, 'long')) !== 'l1';
  };
  expect([await hears(), await hears(), await hears()]).toEqual([isHeard, isHeard, isHeard]);
});

test.each([
  ['lru', 0, 0],
  ['sieve', 40, 40],
  ['tinylfu', 36, 40],
])(
  'CACHE_ADMISSION=%s: of forty answers that are wanted a scan leaves %i to %i in L1',
  async (admission, least, most) => {
    const server = await serverWith({ CACHE_ADMISSION: admission, L1_MAX_ENTRIES: '50' });
    const wanted = Array.from({ length: 40 }, (_, at) => `wanted${at}`);
    for (let time = 0; time < 3; time += 1) for (const id of wanted) await get(server, id);
    for (let at = 0; at < 200; at += 1) await get(server, `scanned${at}`);
    const loads = server.loads.length;
    const tiers: unknown[] = [];
    for (const id of wanted) tiers.push(await tierOf(server, id));
    const held = tiers.filter((tier) => tier === 'l1').length;
    expect(held).toBeGreaterThanOrEqual(least);
    expect(held).toBeLessThanOrEqual(most);
    expect(server.loads.length - loads).toBe(40 - held);
  },
);

test.each([
  ['on', 1],
  ['off', 2],
])('CACHE_LEASE=%s: two processes that miss the same thing at the same time load it %i times', async (lease, loads) => {
  const pair = await pairWith({ CACHE_LEASE: lease });
  const letGo = pair.map((server) => server.holdLoads());
  const answers = pair.map((server) => get(server, 'a'));
  await sleep(200);
  for (const release of letGo) release();
  await Promise.all(answers);
  expect(pair.flatMap((server) => server.loads)).toHaveLength(loads);
});

test.each([
  ['on', true],
  ['off', false],
])('CACHE_BREAKER=%s: a silent Redis is left alone: %s', async (breaker, isLeft) => {
  const redis = await startRedis();
  const kv = await storeOn(redis, 20);
  const server = await serverWith({ CACHE_BREAKER: breaker, CACHE_BUS: 'off' }, { kv });
  redis.signal('SIGSTOP');
  const before = kv.getCommandCount();
  for (let at = 0; at < 20; at += 1) expect((await get(server, `item${at}`)).status).toBe(200);
  expect(kv.getCommandCount() - before < 20).toBe(isLeft);
});

test.each([
  ['l1', 'l1'],
  ['db', 'miss'],
])('CACHE_FALLBACK=%s: without Redis an answer comes from %s', async (fallback, tier) => {
  const redis = await startRedis();
  const kv = await storeOn(redis);
  const server = await serverWith({ CACHE_FALLBACK: fallback, CACHE_BUS: 'off' }, { kv });
  expect([await tierOf(server, 'a'), await tierOf(server, 'a')]).toEqual(['miss', 'l1']);
  redis.signal('SIGKILL');
  await expect.poll(() => kv.isReady).toBe(false);
  expect(await tierOf(server, 'a')).toBe(tier);
});

test.each([
  ['none', false],
  ['zstd-3', true],
])('CACHE_COMPRESSION=%s: values lie in Redis made small: %s', async (codec, isSmall) => {
  const redis = await startRedis();
  const server = await serverWith({ CACHE_COMPRESSION: codec, CACHE_KEY_PREFIX: 'here' }, { kv: await storeOn(redis) });
  await get(server, 'long');
  const client = new Redis(redis.url);
  onTestFinished(() => client.disconnect());
  await expect.poll(() => client.exists('here:items:item:long')).toBe(1);
  expect((await client.strlen('here:items:item:long')) < 1_000).toBe(isSmall);
});

test.each([
  ['10', 1],
  ['0', 2],
])('CACHE_NEGATIVE_TTL=%s: what is not there is asked for %i times by two', async (seconds, loads) => {
  const server = await serverWith({ CACHE_NEGATIVE_TTL: seconds });
  expect([(await get(server, 'missing')).status, (await get(server, 'missing')).status]).toEqual([404, 404]);
  expect(server.loads).toHaveLength(loads);
});

test.each([
  ['300', 200],
  ['0', 500],
])('CACHE_GRACE=%s: where the load of what is past its time fails the answer is %i', async (seconds, status) => {
  const clock = new ManualClock();
  const server = await serverWith({ CACHE_GRACE: seconds, CACHE_JITTER: '0' }, { clock });
  await get(server, 'a');
  clock.advance(61_000);
  server.failLoads();
  expect((await get(server, 'a')).status).toBe(status);
});

test.each([
  ['0', 1],
  ['0.5', 2],
])('CACHE_JITTER=%s: answers that were loaded together end at %i times', async (jitter, ends) => {
  const clock = new ManualClock();
  const server = await serverWith({ CACHE_JITTER: jitter, CACHE_EARLY_REFRESH: '0' }, { clock });
  const ids = Array.from({ length: 40 }, (_, at) => `item${at}`);
  for (const id of ids) await get(server, id);
  const seen = new Set<number>();
  for (const [from, id] of ids.entries()) {
    if (from === 20) clock.advance(59_999);
    const tier = await tierOf(server, id);
    if (from >= 20) seen.add(tier === 'l1' ? 1 : 0);
  }
  expect(seen.size).toBe(ends);
});

test.each([
  ['on', 1],
  ['off', 2],
])('REQUEST_QUEUE=%s: with room for one, of two requests %i are worked on', async (queue, working) => {
  const server = await serverWith({ REQUEST_QUEUE: queue, MAX_CONCURRENT_REQUESTS: '1' });
  const release = server.holdLoads();
  const asked = ['a', 'b'].map((id) => get(server, id));
  await expect.poll(() => server.loads.length).toBe(working);
  await sleep(50);
  expect(server.loads).toHaveLength(working);
  release();
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200]);
});

test.each([
  ['on', true],
  ['off', false],
])('MONITORING=%s: samples are taken at the interval: %s', async (monitoring, isSampling) => {
  const server = await serverWith({ MONITORING: monitoring, MONITORING_INTERVAL: '100' });
  const headers = { authorization: `Bearer ${server.app.jwt.sign({ role: 'viewer' }, { expiresIn: '1h' })}` };
  const held = async () =>
    (json(await ask(`${server.url}/api/v1/performance/history`, { headers })) as { held: number }).held;
  if (isSampling) await expect.poll(held, { timeout: 5_000 }).toBeGreaterThan(2);
  else {
    await sleep(400);
    expect(await held()).toBe(0);
  }
});
