import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ask, json } from '../testing/ask.ts';
import { parseExposition } from '../testing/exposition.ts';
import { startTestServer, type TestServerOptions } from '../testing/test-server.ts';

interface Concurrency {
  readonly running: number;
  readonly waiting: number;
  readonly admitted: number;
  readonly rejected: number;
  readonly timedOut: number;
  readonly left: number;
  readonly closed: number;
  readonly utilization: number;
}

async function startServer(queue: NonNullable<TestServerOptions['admission']>['queue'], more: TestServerOptions = {}) {
  const server = await startTestServer({
    ...more,
    admission: { queue: { maxConcurrent: 1, maxWaiting: 2, ...queue } },
  });
  onTestFinished(() => server.app.close());
  const concurrency = async () =>
    (json(await ask(`${server.url}/metrics`)) as { concurrency: Concurrency }).concurrency;
  /** Waits until so many are in and so many wait. */
  const levels = async (running: number, waiting: number) => {
    for (let attempt = 0; attempt < 500; attempt += 1) {
      const now = await concurrency();
      if (now.running === running && now.waiting === waiting) return;
      await sleep(10);
    }
    throw new Error(`never were ${running} in while ${waiting} waited`);
  };
  const token = (subject: string) => server.app.jwt.sign({ role: 'viewer', sub: subject }, { expiresIn: '1h' });
  const as = (subject: string) => ({ headers: { authorization: `Bearer ${token(subject)}` } });
  return { ...server, concurrency, levels, as };
}

const codeOf = (answer: Awaited<ReturnType<typeof ask>>) => (json(answer) as { error: { code: string } }).error.code;

test('who comes when all places are taken waits, is answered in turn, and is told how long it waited', async () => {
  const { url, holdLoads, levels } = await startServer({});
  const release = holdLoads();
  const first = ask(`${url}/items/a`);
  await levels(1, 0);
  const second = ask(`${url}/plain`);
  await levels(1, 1);
  await sleep(20);
  release();
  expect((await first).status).toBe(200);
  expect((await first).headers['x-queue-wait']).toBe('0ms');
  const { status, headers } = await second;
  expect(status).toBe(200);
  const [, waitedMs] = /^([\d.]+)ms$/.exec(String(headers['x-queue-wait'])) ?? [];
  expect(Number(waitedMs)).toBeGreaterThan(15);
  expect(headers['server-timing']).toContain(`queue;dur=${waitedMs}`);
  expect(Number.parseFloat(String(headers['x-response-time']))).toBeGreaterThanOrEqual(Number(waitedMs));
  await levels(0, 0);
});

test('an export holds its place until it is sent, and no longer: who reads slowly holds nobody up', async () => {
  const { url, concurrency } = await startServer({});
  const response = await fetch(`${url}/trickle`);
  expect((await ask(`${url}/plain`)).headers['x-queue-wait']).toBe('0ms');
  expect(await concurrency()).toMatchObject({ running: 0, admitted: 2 });
  expect(await response.text()).toBe('drop '.repeat(6));
  expect(await concurrency()).toMatchObject({ running: 0, admitted: 2 });
});

test('a full queue turns misses away, while what L1 holds, health, metrics and the lab are answered as ever', async () => {
  const { url, holdLoads, levels } = await startServer({ maxWaiting: 1 }, { lab: { key: 'the key' } });
  await ask(`${url}/items/kept`);
  const release = holdLoads();
  const under = [ask(`${url}/items/a`), ask(`${url}/items/b`)];
  await levels(1, 1);
  const refused = await ask(`${url}/items/c`);
  expect([refused.status, codeOf(refused)]).toEqual([503, 'QUEUE_FULL']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  expect(refused.headers['cache-control']).toBe('no-store');

  const kept = await ask(`${url}/items/kept`);
  expect([kept.status, kept.headers['x-cache']]).toEqual([200, 'l1']);
  const health = await ask(`${url}/health`);
  expect(json(health)).toMatchObject({ status: 'degraded', components: { concurrency: { status: 'degraded' } } });
  expect((await ask(`${url}/lab/work`, { headers: { 'x-lab-key': 'the key' } })).status).toBe(200);
  expect((await ask(`${url}/nowhere`)).status).toBe(404);
  release();
  expect((await Promise.all(under)).map(({ status }) => status)).toEqual([200, 200]);
});

test('who has waited too long is told so', async () => {
  const { url, holdLoads, levels, logged } = await startServer({ timeoutMs: 50 });
  const release = holdLoads();
  const first = ask(`${url}/items/a`);
  await levels(1, 0);
  const late = await ask(`${url}/plain`);
  expect([late.status, codeOf(late)]).toEqual([503, 'QUEUE_TIMEOUT']);
  expect(late.headers['server-timing']).toMatch(/queue;dur=\d+/);
  release();
  await first;
  // There are thousands of them when there are any: they are counted.
  expect(logged).not.toContain('request failed');
});

test('a client that leaves while it waits is taken out, and one that leaves its handler gives its place back', async () => {
  const { url, holdLoads, levels, concurrency, seen } = await startServer({});
  const release = holdLoads();
  const leave = (path: string) =>
    request(url + path)
      .on('error', () => {})
      .end();
  const inside = leave('/items/a');
  await levels(1, 0);
  const waiting = leave('/items/never');
  await levels(1, 1);
  waiting.destroy();
  await levels(1, 0);
  inside.destroy();
  await levels(0, 0);
  release();
  expect((await ask(`${url}/plain`)).status).toBe(200);
  expect(await concurrency()).toMatchObject({ admitted: 2, left: 1, rejected: 0, timedOut: 0 });
  expect(seen).not.toContain('never');
});

test('a closing server answers who waits, and finishes what it has begun', async () => {
  const { app, url, levels } = await startServer({});
  const slow = ask(`${url}/slow`);
  await levels(1, 0);
  const waiting = ask(`${url}/slow`);
  await levels(1, 1);
  const closed = app.close();
  const refused = await waiting;
  expect([refused.status, codeOf(refused)]).toEqual([503, 'SERVER_CLOSING']);
  expect(refused.headers.connection).toBe('close');
  expect((await slow).status).toBe(200);
  await closed;
});

test('clients are told apart by their tokens, and a forged token makes nobody another client', async () => {
  const { app, url, holdLoads, levels, as } = await startServer({ maxWaiting: 4 });
  const release = holdLoads();
  const first = ask(`${url}/items/first`, as('greedy'));
  await levels(1, 0);
  const greedy = [0, 1, 2, 3].map((turn) => ask(`${url}/items/greedy-${turn}`, as('greedy')));
  await levels(1, 4);
  const forged = `Bearer ${app.jwt.sign({ role: 'viewer', sub: 'other' }, { key: 'guessed', expiresIn: '1h' })}`;
  const modest = ask(`${url}/items/modest`, as('modest'));
  // The newest of the greedy one has made room for it.
  expect(codeOf(await Promise.race(greedy))).toBe('QUEUE_FULL');
  const bare = ask(`${url}/items/bare`);
  await levels(1, 4);
  for (let turn = 0; turn < 2; turn += 1) {
    const refused = await ask(`${url}/items/forged`, { headers: { authorization: forged } });
    expect(codeOf(refused)).toBe('QUEUE_FULL');
  }
  release();
  const answers = await Promise.all([first, modest, bare, ...greedy]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 503, 503]);
});

test('both forms of /metrics tell who was let in, who was not, and how long they waited', async () => {
  const { url, holdLoads, levels, concurrency } = await startServer({ maxWaiting: 1 });
  const release = holdLoads();
  const under = [ask(`${url}/items/a`)];
  await levels(1, 0);
  under.push(ask(`${url}/plain`));
  await levels(1, 1);
  await ask(`${url}/plain`);
  release();
  await Promise.all(under);
  await levels(0, 0);
  const { utilization, ...told } = await concurrency();
  expect(told).toMatchObject({ admitted: 2, rejected: 1, timedOut: 0, left: 0, closed: 0, isEnabled: true });
  expect(utilization).toBeGreaterThan(0);
  expect(utilization).toBeLessThan(1);
  const samples = parseExposition((await ask(`${url}/metrics`, { headers: { accept: 'text/plain' } })).body.toString());
  expect(samples.get('admission_admitted_total')).toBe(2);
  expect(samples.get('admission_refused_total{reason="full"}')).toBe(1);
  expect(samples.get('admission_running')).toBe(0);
  expect(samples.get('admission_waiting')).toBe(0);
  expect(samples.get('admission_wait_seconds_bucket{le="0.001"}')).toBe(1);
  expect(samples.get('admission_wait_seconds_bucket{le="+Inf"}')).toBe(2);
  expect(samples.get('admission_wait_seconds_sum')).toBeGreaterThan(0);
  expect(samples.get('admission_busy_seconds_total')).toBeGreaterThan(0);
});

test('a queue that is off lets everybody in', async () => {
  const server = await startTestServer({
    admission: { queue: { isEnabled: false, maxConcurrent: 1 }, performance: { enableConcurrencyControl: false } },
  });
  onTestFinished(() => server.app.close());
  const release = server.holdLoads();
  const under = ['a', 'b', 'c'].map((id) => ask(`${server.url}/items/${id}`));
  while (server.loads.length < 3) await sleep(5);
  release();
  expect((await Promise.all(under)).map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('without memory no new work is taken on, and health says so', async () => {
  const server = await startTestServer({ admission: { memory: { limitBytes: 1 } } });
  onTestFinished(() => server.app.close());
  const refused = await ask(`${server.url}/items/a`);
  expect([refused.status, codeOf(refused), refused.headers['retry-after']]).toEqual([503, 'MEMORY_SHORT', '5']);
  expect(server.loads).toEqual([]);
  expect(json(await ask(`${server.url}/health`))).toMatchObject({ components: { memory: { status: 'degraded' } } });
  expect(json(await ask(`${server.url}/metrics`))).toMatchObject({ memory: { level: 'shedding', shed: 1 } });
});

test('when memory runs out under way, misses are turned away and what L1 holds is served', async () => {
  const limitBytes = process.memoryUsage.rss() + 300_000_000;
  const server = await startTestServer({ admission: { memory: { limitBytes } } });
  onTestFinished(() => server.app.close());
  expect((await ask(`${server.url}/items/kept`)).status).toBe(200);
  const ballast = Buffer.alloc(600_000_000, 1);
  let refused = await ask(`${server.url}/plain`);
  while (refused.status === 200) {
    await sleep(50);
    refused = await ask(`${server.url}/plain`);
  }
  expect([refused.status, codeOf(refused)]).toEqual([503, 'MEMORY_SHORT']);
  const kept = await ask(`${server.url}/items/kept`);
  expect([kept.status, kept.headers['x-cache']]).toEqual([200, 'l1']);
  expect(server.logged).toContain('memory is short: no new work is taken on');
  expect(ballast.length).toBe(600_000_000);
});

test('what the middleware switches off is off: caches, pages, exports, headers', async () => {
  const performance = { enableCaching: false, enablePagination: false, enableStreaming: false, enableMetrics: false };
  const server = await startTestServer({ admission: { performance } });
  onTestFinished(() => server.app.close());
  const answers = [await ask(`${server.url}/items/a`), await ask(`${server.url}/items/a`)];
  expect(answers.map(({ headers }) => headers['x-cache'])).toEqual(['miss', 'miss']);
  expect(server.loads).toEqual(['a', 'a']);
  expect(answers[0]?.headers['x-response-time']).toBeUndefined();
  const paged = await ask(`${server.url}/items/a?cursor=x`);
  expect([paged.status, codeOf(paged)]).toEqual([400, 'PAGINATION_OFF']);
  const exported = await ask(`${server.url}/export`);
  expect([exported.status, codeOf(exported)]).toEqual([501, 'STREAMING_OFF']);
});
