import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ask, json } from '../testing/ask.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { freePort, startRedisProcess } from '../testing/redis-process.ts';
import { startTestServer, type TestServerOptions } from '../testing/test-server.ts';
import { memoryRateCounter, type RateCounter } from './rate-counter.ts';
import { redisRateCounter } from './redis-rate-counter.ts';

/** Resolves when it is connected; until then a server would count for itself. */
async function answers(counter: RateCounter): Promise<void> {
  const isThere = () =>
    counter.count('probe', 60_000).then(
      () => true,
      () => false,
    );
  while (!(await isThere())) await sleep(5);
}

const READ = '/api/v1/performance/config';

async function startServer(
  rateLimit: NonNullable<TestServerOptions['admission']>['rateLimit'],
  more: TestServerOptions = {},
) {
  const server = await startTestServer({ ...more, admission: { rateLimit: { reads: 3, actions: 2, ...rateLimit } } });
  onTestFinished(() => server.app.close());
  const admin = `Bearer ${server.app.jwt.sign({ role: 'technical_admin', sub: 'anna' }, { expiresIn: '1h' })}`;
  const act = (body: object, authorization = admin) =>
    ask(`${server.url}/api/performance/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
    });
  const read = () => ask(server.url + READ, { headers: { authorization: admin } });
  return { ...server, act, read };
}

test('one address may read so often in a window, act so often, and is then told when to come back', async () => {
  const { act, read, url } = await startServer({});
  const statuses: number[] = [];
  for (let turn = 0; turn < 4; turn += 1) statuses.push((await read()).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  const refused = await read();
  expect(json(refused)).toEqual({ error: { code: 'RATE_LIMITED', message: expect.any(String) } });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
  expect(refused.headers['cache-control']).toBe('no-store');
  for (const status of [200, 200, 429]) expect((await act({ action: 'reset_metrics' })).status).toBe(status);
  // Whoever scrapes or asks for data is not concerned.
  for (let turn = 0; turn < 5; turn += 1) {
    for (const path of ['/metrics', '/health', '/items/a']) expect((await ask(url + path)).status).toBe(200);
    expect((await ask(`${url}/api/v1/performance/audit/events`)).status).toBe(404);
  }
});

test('guesses at a token are limited too', async () => {
  const { act } = await startServer({});
  for (const status of [401, 401, 429]) expect((await act({}, 'Bearer a.guess.x')).status).toBe(status);
});

test('servers on one Redis count together', async () => {
  const redis = await startRedisProcess();
  onTestFinished(() => redis.stop());
  const servers = [];
  for (let place = 0; place < 2; place += 1) {
    const rateCounter = redisRateCounter(redis.url);
    await answers(rateCounter);
    servers.push(await startServer({}, { rateCounter }));
  }
  const statuses: (number | undefined)[] = [];
  for (let turn = 0; turn < 5; turn += 1) statuses.push((await servers[turn % 2]?.read())?.status);
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
});

test('without Redis, and when it is lost, a server counts for itself, and nobody gets an error', async () => {
  const port = await freePort();
  const { read } = await startServer({}, { rateCounter: redisRateCounter(`redis://127.0.0.1:${port}`) });
  for (const status of [200, 200, 200, 429]) expect((await read()).status).toBe(status);

  const redis = await startRedisProcess();
  const rateCounter = redisRateCounter(redis.url);
  await answers(rateCounter);
  const other = await startServer({}, { rateCounter });
  for (const status of [200, 200]) expect((await other.read()).status).toBe(status);
  await redis.stop();
  for (const status of [200, 200, 200, 429]) expect((await other.read()).status).toBe(status);
});

test('a Redis that is silent holds a request up for its deadline and no longer fails it', async () => {
  const redis = await startRedisProcess();
  const rateCounter = redisRateCounter(redis.url);
  await answers(rateCounter);
  const { read } = await startServer({}, { rateCounter });
  redis.signal('SIGSTOP');
  onTestFinished(async () => {
    redis.signal('SIGCONT');
    await redis.stop();
  });
  for (const status of [200, 200, 200, 429]) expect((await read()).status).toBe(status);
});

test('a window begins with its first request and ends by itself', async () => {
  const clock = new ManualClock();
  const counter = memoryRateCounter(clock);
  expect(await counter.count('a', 100)).toEqual({ current: 1, ttlMs: 100 });
  clock.advance(60);
  expect(await counter.count('a', 100)).toEqual({ current: 2, ttlMs: 40 });
  expect(await counter.count('b', 100)).toEqual({ current: 1, ttlMs: 100 });
  clock.advance(40);
  expect(await counter.count('a', 100)).toEqual({ current: 1, ttlMs: 100 });
});

test('every action is told to the log, with who, what and outcome, and without what is sensitive', async () => {
  const { act, read, logLines } = await startServer({ actions: 10 });
  await act({
    action: 'invalidate_cache',
    pattern: 'user:anna@example.org',
    password: 'hunter2',
    note: 'x'.repeat(1_000),
  });
  await act({ action: 'nonsense', accessToken: 'abc' }, 'Bearer a.guess.x');
  await read();
  const actions = logLines.filter(({ message }) => message === 'action').map(({ fields }) => fields);
  expect(actions).toEqual([
    {
      action: 'POST /api/performance/metrics',
      role: 'technical_admin',
      subject: 'anna',
      address: '127.0.0.1',
      statusCode: 200,
      detail: { action: 'invalidate_cache', pattern: '***', password: '***', note: `${'x'.repeat(200)}…` },
    },
    {
      action: 'POST /api/performance/metrics',
      role: null,
      subject: null,
      address: '127.0.0.1',
      statusCode: 401,
      detail: {},
    },
  ]);
});
