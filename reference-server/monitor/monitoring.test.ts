import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseExposition } from '../testing/exposition.ts';
import { type FiveDomains, startFiveDomains } from '../testing/five-domains.ts';

let server: FiveDomains;

beforeAll(async () => {
  server = await startFiveDomains({ MONITORING: 'off' });
}, 60_000);
afterAll(() => server.stop());

const BELOW = '/api/v1/performance';

async function ask(
  method: string,
  path: string,
  options: { token?: string | null; body?: unknown; accept?: string } = {},
) {
  const { token = server.bearer('technical_admin'), body, accept } = options;
  const answer = await fetch(server.url + path, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: token }),
      ...(accept === undefined ? {} : { accept }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json');
  return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : null };
}

const READS = ['/config', '/status', '/metrics', '/health', '/database', '/api', '/history'];
const CHANGES = ['/monitoring/start', '/monitoring/stop', '/cache/warmup', '/cache/invalidate'];

test.each(READS)('GET %s wants a token of anybody', async (path) => {
  expect(await ask('GET', BELOW + path, { token: null })).toMatchObject({
    status: 401,
    json: { error: { code: 'TOKEN_MISSING' } },
  });
  expect(await ask('GET', BELOW + path, { token: server.bearer('viewer') })).toMatchObject({ status: 200 });
});

test.each(CHANGES)('POST %s is for technical admins', async (path) => {
  expect(await ask('POST', BELOW + path, { token: null })).toMatchObject({ status: 401 });
  expect(await ask('POST', BELOW + path, { token: server.bearer('viewer') })).toMatchObject({
    status: 403,
    json: { error: { code: 'ROLE_INSUFFICIENT' } },
  });
});

test.each(['/metrics', '/health'])('%s asks nobody for a token', async (path) => {
  expect(await ask('GET', path, { token: null })).toMatchObject({ status: 200 });
});

test.each(['/alerts', '/recommendations', '/optimize', '/thresholds'])('%s is not there yet', async (path) => {
  expect(await ask('GET', BELOW + path)).toMatchObject({ status: 404, json: { error: { code: 'NOT_FOUND' } } });
});

test('health is told alike in both places, metrics in every form', async () => {
  const [open, guarded] = [await ask('GET', '/health'), await ask('GET', `${BELOW}/health`)];
  expect(Object.keys(guarded.json)).toEqual(Object.keys(open.json));
  const document = await ask('GET', `${BELOW}/metrics`);
  expect(document.json).toMatchObject({ cache: { audit: {} }, pool: { opal: {} }, monitoring: { isRunning: false } });
  const text = await ask('GET', `${BELOW}/metrics`, { accept: 'text/plain' });
  expect(text.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(parseExposition(text.text).has('http_requests_total')).toBe(true);
});

test('monitoring starts, samples, and stops; what the sample says was so', async () => {
  expect((await ask('GET', `${BELOW}/status`)).json.data.monitoring).toMatchObject({ isRunning: false, latest: null });
  const before = await ask('GET', '/metrics', { accept: 'text/plain' });
  expect(before.text).not.toContain('system_cpu_usage');

  const started = await ask('POST', `${BELOW}/monitoring/start`, { body: { intervalMs: 100 } });
  expect(started.json.data).toMatchObject({ isRunning: true, intervalMs: 100 });
  const posts = [{ userId: 1, title: 'a', body: 'b' }];
  expect(await ask('POST', '/api/posts', { body: { posts: [...posts, ...posts] } })).toMatchObject({ status: 201 });
  await expect
    .poll(async () => (await ask('GET', `${BELOW}/history`)).json.data.length, { timeout: 10_000 })
    .toBeGreaterThan(2);

  const { data } = (await ask('GET', `${BELOW}/history`)).json;
  const times = data.map(({ at }: { at: number }) => at);
  expect(times).toEqual([...times].sort((one, other) => one - other));
  const sum = (number: (sample: (typeof data)[number]) => number) =>
    data.reduce((all: number, sample: (typeof data)[number]) => all + number(sample), 0);
  expect(sum(({ business }) => business['posts created'] ?? 0)).toBe(2);
  expect(sum(({ api, stretchMs }) => (api.requestsPerSecond * stretchMs) / 1_000)).toBeCloseTo(1);
  for (const { system, database } of data) {
    expect(system.memory.utilization).toBeGreaterThan(0);
    expect(system.disk.availableBytes).toBeLessThan(system.disk.totalBytes);
    expect(system.network.receivedBytesPerSecond).toBeGreaterThanOrEqual(0);
    expect(database).toMatchObject({ openConnections: expect.any(Number), waiting: 0 });
    expect(database.openConnections).toBeGreaterThanOrEqual(5);
  }

  const text = (await ask('GET', '/metrics', { accept: 'text/plain' })).text;
  const [, percent, at] = /^system_memory_utilization (\S+) (\d{13})$/m.exec(text) ?? [];
  expect(Number(percent)).toBeGreaterThan(1);
  expect(times.at(-1)).toBeLessThanOrEqual(Number(at));
  expect(text).toMatch(/^# TYPE database_pool_utilization gauge\ndatabase_pool_utilization \S+ \d{13}$/m);
  expect(text).toMatch(/^system_cpu_usage \S+ \d{13}$/m);
  expect(text).toContain('\nbusiness_total{what="posts created"} 2\n');
  const open = (await ask('GET', '/metrics', { accept: 'application/openmetrics-text' })).text;
  expect(open).toMatch(/^system_memory_utilization \S+ \d{10}(\.\d+)?$/m);

  expect((await ask('POST', `${BELOW}/monitoring/stop`)).json.data).toMatchObject({ isRunning: false, latest: null });
  expect((await ask('GET', '/metrics', { accept: 'text/plain' })).text).not.toContain('system_cpu_usage');
  const held = (await ask('GET', `${BELOW}/history`)).json.held;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await ask('GET', `${BELOW}/history?limit=1`)).json).toMatchObject({ data: [{}], held });
});

test('intervals, limits, patterns and lists out of bounds are refused', async () => {
  const intervals = [99, 3_600_001, 1_000.5, '1000', null].map((intervalMs) => ({ intervalMs }));
  for (const body of [...intervals, { interval: 15_000 }]) {
    expect(await ask('POST', `${BELOW}/monitoring/start`, { body })).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_INTERVAL' } },
    });
  }
  for (const limit of ['0', '-1', '2881', '1.5', 'a', '']) {
    expect(await ask('GET', `${BELOW}/history?limit=${limit}`)).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_LIMIT' } },
    });
  }
  for (const pattern of [undefined, '', 7, 'a'.repeat(201)]) {
    expect(await ask('POST', `${BELOW}/cache/invalidate`, { body: { pattern } })).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_PATTERN' } },
    });
  }
  const bodies = [
    {},
    { organizationIds: [] },
    { organizationIds: [0] },
    { organizationIds: ['1'] },
    { organizationIds: Array.from({ length: 101 }, (_, index) => index + 1) },
    { organizationIds: [1], preloadDays: 0 },
    { organizationIds: [1], preloadDays: '7' },
    { organizationIds: [1], preloaddays: 3 },
  ];
  for (const body of bodies) {
    expect(await ask('POST', `${BELOW}/cache/warmup`, { body })).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_WARM_UP' } },
    });
  }
  expect((await ask('GET', `${BELOW}/status`)).json.data.monitoring.isRunning).toBe(false);
});

test('the pages that a warm-up loads are hits for whoever asks, until they are invalidated', async () => {
  const pages = `${BELOW}/audit/events?organizationIds=3`;
  const [newest] = (await ask('GET', `${BELOW}/audit/events?limit=1`)).json.data;
  const since = new Date(Date.parse(newest.createdAt) - 7 * 86_400_000).toISOString().slice(0, 10);
  const body = { organizationIds: [3, 4, 3], preloadDays: 7 };
  expect((await ask('POST', `${BELOW}/cache/warmup`, { body })).json).toEqual({
    data: { loaded: 6, held: 0, failed: 0 },
  });
  expect((await ask('POST', `${BELOW}/cache/warmup`, { body })).json).toEqual({
    data: { loaded: 0, held: 6, failed: 0 },
  });
  const tierOf = async (path: string) => (await ask('GET', path)).headers.get('x-cache');
  expect([await tierOf(pages), await tierOf(`${pages}&startDate=${since}`)]).toEqual(['l1', 'l1']);
  const invalidated = await ask('POST', `${BELOW}/cache/invalidate`, { body: { pattern: 'audit_events*' } });
  expect(invalidated.json).toEqual({ data: { invalidated: 'audit_events*' } });
  expect([await tierOf(pages), await tierOf(`${pages}&startDate=${since}`)]).toEqual(['miss', 'miss']);
});

test('pools and routes are told by domain and by route, and the load without those who look at it', async () => {
  await ask('GET', '/api/users/7');
  const { data: database } = (await ask('GET', `${BELOW}/database`)).json;
  expect(Object.keys(database.pools).sort()).toEqual(['audit', 'learning', 'opal', 'users', 'workspace']);
  expect(database.connections.max).toBe(15);
  expect(database.queries.statements).toBeGreaterThan(database.pools.users.queries.statements);

  const { data: api } = (await ask('GET', `${BELOW}/api`)).json;
  expect(api.routes['GET /api/users/:id']).toMatchObject({ requests: 1, errors: 0, errorRate: 0, cacheMisses: 1 });
  expect(api.routes['GET /api/users/:id'].p95AtMostMs).toBeGreaterThan(0);
  await ask('GET', `${BELOW}/status`);
  const { data: later } = (await ask('GET', `${BELOW}/api`)).json;
  expect(later.summary.requests).toBe(api.summary.requests);
});
