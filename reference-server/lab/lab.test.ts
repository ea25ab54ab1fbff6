import { expect, onTestFinished, test } from 'vitest';
import { ask, json } from '../testing/ask.ts';
import { startTestServer, type TestServerOptions } from '../testing/test-server.ts';
import { TickingClock } from '../testing/ticking-clock.ts';

const KEY = 'the lab key';

async function startLab(options: TestServerOptions = {}) {
  const server = await startTestServer({ ...options, lab: { key: KEY, ...options.lab } });
  onTestFinished(() => server.app.close());
  const put = (body: unknown, headers: Record<string, string> = { 'x-lab-key': KEY }) =>
    ask(`${server.url}/lab/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { ...server, put };
}

/** Milliseconds by the server's own clock that its route took in all. */
async function routeMs(url: string, route: string): Promise<number> {
  const metrics = json(await ask(`${url}/metrics`)) as {
    http: { routes: Record<string, { requests: number; averageResponseTimeMs: number }> };
  };
  const { requests, averageResponseTimeMs } = metrics.http.routes[route] ?? { requests: 0, averageResponseTimeMs: 0 };
  return requests * averageResponseTimeMs;
}

test('without a key there is no lab', async () => {
  const server = await startTestServer();
  onTestFinished(() => server.app.close());
  const received = await ask(`${server.url}/lab/faults`, { method: 'PUT', headers: { 'x-lab-key': '' }, body: '{}' });
  expect(received.status).toBe(404);
});

test.each([{}, { 'x-lab-key': '' }, { 'x-lab-key': 'another key' }, { 'x-lab-key': `${KEY} x` }])(
  'the wrong key %j changes nothing',
  async (headers) => {
    const { put, url } = await startLab();
    const received = await put({ errorShare: 1 }, headers as Record<string, string>);
    expect([received.status, json(received)]).toEqual([
      403,
      { error: { code: 'LAB_FORBIDDEN', message: 'the lab is open to its key, from this machine' } },
    ]);
    expect((await ask(`${url}/items/a`)).status).toBe(200);
  },
);

test('whoever is not on this machine is refused even with the key', async () => {
  const { app } = await startLab();
  for (const [remoteAddress, status] of [
    ['127.0.0.1', 200],
    ['127.8.8.8', 200],
    ['::1', 200],
    ['::ffff:127.0.0.1', 200],
    ['192.0.2.7', 403],
    ['::ffff:192.0.2.7', 403],
    ['2001:db8::127.0.0.1', 403],
  ] as const) {
    const headers = { 'x-lab-key': KEY };
    const received = await app.inject({ method: 'PUT', url: '/lab/faults', headers, payload: {}, remoteAddress });
    expect([remoteAddress, received.statusCode]).toEqual([remoteAddress, status]);
  }
});

test.each([
  '[]',
  'null',
  '1',
  '{"busyMs":1}',
  '{"busyUs":-1}',
  '{"busyUs":"1"}',
  '{"busyUs":1e9}',
  '{"delayMs":null}',
  '{"errorShare":1.1}',
  '{"hasExtraSql":1}',
])('the faults %s are refused and change nothing', async (body) => {
  const { put } = await startLab();
  await put({ delayMs: 1 });
  const received = await put(body);
  expect([received.status, json(received)]).toMatchObject([400, { error: { code: 'FAULTS_INVALID' } }]);
});

test('what is put is in force and told, and what is left out is off', async () => {
  const { put } = await startLab();
  expect(json(await put({ busyUs: 5, errorShare: 0.5, hasExtraSql: true }))).toEqual({
    busyUs: 5,
    delayMs: 0,
    hasExtraSql: true,
    errorShare: 0.5,
  });
  expect(json(await put({}))).toEqual({ busyUs: 0, delayMs: 0, hasExtraSql: false, errorShare: 0 });
});

test.each([
  ['cached', '/items/a', 'GET /items/:id'],
  ['uncached', '/plain', 'GET /plain'],
])('a busy loop keeps the %s route busy for its time, and off means off', async (_kind, path, route) => {
  const { put, url } = await startLab({ clock: new TickingClock() });
  await ask(url + path);
  const quiet = await routeMs(url, route);
  await put({ busyUs: 20_000 });
  await ask(url + path);
  const busy = await routeMs(url, route);
  expect(busy - quiet).toBeGreaterThanOrEqual(20);
  expect(busy - quiet).toBeLessThan(21);
  await put({});
  await ask(url + path);
  expect((await routeMs(url, route)) - busy).toBeLessThan(1);
});

test('a delay holds cached and uncached answers back', async () => {
  const { put, url } = await startLab();
  for (const [path, route] of [
    ['/items/a', 'GET /items/:id'],
    ['/plain', 'GET /plain'],
  ] as const) {
    await put({});
    await ask(url + path);
    const before = await routeMs(url, route);
    await put({ delayMs: 200 });
    expect((await ask(url + path)).status).toBe(200);
    expect((await routeMs(url, route)) - before).toBeGreaterThanOrEqual(198);
  }
});

test('one more SQL statement runs on the pool of the domain, for cached and uncached answers, once each', async () => {
  const { put, url, pool } = await startLab();
  await ask(`${url}/items/a`);
  await put({ hasExtraSql: true });
  expect(pool.statements).toEqual([]);
  expect((await ask(`${url}/items/a`)).headers['x-cache']).toBe('l1');
  expect((await ask(`${url}/items/new`)).headers['x-cache']).toBe('miss');
  await ask(`${url}/plain`);
  expect(pool.statements).toEqual(['select 1', 'select 1', 'select 1']);
  await ask(`${url}/metrics`);
  expect(pool.statements).toHaveLength(3);
});

test('the share that the dice choose fails, cached or not, and is counted as errors', async () => {
  const { put, url } = await startLab({ rolls: [0.1, 0.5, 0.49, 0.51, 0.9] });
  await ask(`${url}/items/a`);
  await put({ errorShare: 0.5 });
  const statuses: number[] = [];
  for (const path of ['/items/a', '/items/a', '/plain', '/plain', '/items/new'])
    statuses.push((await ask(url + path)).status);
  expect(statuses).toEqual([500, 200, 500, 200, 200]);
  const metrics = json(await ask(`${url}/metrics`)) as { http: { requests: number; errors: number } };
  expect([metrics.http.requests, metrics.http.errors]).toEqual([6, 2]);
});

test('an injected error is in the envelope like any other, from cached routes as well', async () => {
  const { put, url } = await startLab();
  await ask(`${url}/items/a`);
  await put({ errorShare: 1 });
  for (const path of ['/items/a', '/plain']) {
    const received = await ask(url + path);
    expect(json(received)).toEqual({
      error: { code: 'FAULT_INJECTED', message: 'this error was asked for in the lab' },
    });
    expect(received.headers['cache-control']).toBe('no-store');
  }
  expect((await ask(`${url}/health`)).status).toBe(200);
});

test('faults given at the start are in force without a key', async () => {
  const faults = { busyUs: 0, delayMs: 0, hasExtraSql: true, errorShare: 0 };
  const server = await startTestServer({ lab: { faults } });
  onTestFinished(() => server.app.close());
  await ask(`${server.url}/plain`);
  expect(server.pool.statements).toEqual(['select 1']);
});
