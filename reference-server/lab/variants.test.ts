import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Logger } from '../ports.ts';
import { ask, json } from '../testing/ask.ts';
import {
  auditForLab,
  LAB_KEY,
  type LabServer,
  opalForLab,
  startLabServer,
  usersForLab,
} from '../testing/lab-server.ts';
import { startTestServer } from '../testing/test-server.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const key = { 'x-lab-key': LAB_KEY };
let server: LabServer;

beforeAll(async () => {
  server = await startLabServer([usersForLab({ users: 200, posts: 2_000 }), auditForLab(1_000), opalForLab()], log);
}, 60_000);
afterAll(() => server.stop());
afterEach(async () => {
  await ask(`${server.url}/lab/variants`, { method: 'DELETE', headers: key });
});

/** Tiers of so many answers, one after the other. */
async function tiers(variant: string, path: string, times = 2): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  for (let time = 0; time < times; time += 1) seen.push((await server.askIn(variant, path)).headers['x-cache']);
  return seen;
}

/** Connections to the database as PostgreSQL counts them. */
async function connections(): Promise<number> {
  const [row] = await server.database.execute(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'reference-server'`,
  );
  return Number(row?.n);
}

const until = async (isSo: () => Promise<boolean>) => {
  for (let tries = 0; !(await isSo()); tries += 1) {
    if (tries > 200) throw new Error('it did not become so');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** Connections, once those of the test before are gone: PostgreSQL is told of an end, and takes its time. */
async function settledConnections(): Promise<number> {
  const seen: number[] = [];
  await until(async () => {
    seen.push(await connections());
    return seen.length > 5 && new Set(seen.slice(-5)).size === 1;
  });
  return seen.at(-1) ?? 0;
}

test('the tiers that a variant has answer it, and no others', async () => {
  await server.declare({ both: {}, l1: { cache: 'l1' }, l2: { cache: 'l2' }, off: { cache: 'off' } });
  expect(await tiers('both', '/api/users/1')).toEqual(['miss', 'l1']);
  expect(await tiers('l1', '/api/users/1')).toEqual(['miss', 'l1']);
  expect(await tiers('l2', '/api/users/1')).toEqual(['miss', 'l2']);
  expect(await tiers('off', '/api/users/1')).toEqual(['miss', 'miss']);
  expect(await server.totals('l2')).toMatchObject({
    requests: 2,
    cache: { reads: 2, l1: 0, l2: 1, misses: 1, stale: 0 },
    statements: 1,
  });
  expect(await server.totals('off')).toMatchObject({
    switches: { cache: 'off' },
    cache: { reads: 2, l1: 0, l2: 0, misses: 2, stale: 0 },
    statements: 2,
    timedStatements: 2,
  });
});

test('variants warm neither each other nor the server as it is, and it does not warm them', async () => {
  await server.declare({ a: {}, b: {} });
  const own = () => ask(`${server.url}/api/users/2`);
  expect((await own()).headers['x-cache']).toBe('miss');
  expect((await own()).headers['x-cache']).toBe('l1');
  expect(await tiers('a', '/api/users/2')).toEqual(['miss', 'l1']);
  expect(await tiers('b', '/api/users/2')).toEqual(['miss', 'l1']);
  const metrics = json(await ask(`${server.url}/metrics`)) as { cache: { users: { reads: number } } };
  expect(metrics.cache.users.reads).toBe(2);
  // What the front learns of a URL it learns of no variant.
  expect(await tiers('a', '/api/users/3', 1)).toEqual(['miss']);
  expect((await ask(`${server.url}/api/users/3`)).headers['x-cache']).toBe('miss');
});

test('a variant that is declared anew begins cold, and one that is dismissed leaves nothing in Redis', async () => {
  await server.declare({ a: { cache: 'l2' } });
  expect(await tiers('a', '/api/users/4')).toEqual(['miss', 'l2']);
  await server.declare({ a: { cache: 'l2' } });
  expect(await tiers('a', '/api/users/4')).toEqual(['miss', 'l2']);
  const redis = new Redis(server.redis.url);
  onTestFinished(() => redis.disconnect());
  expect(await redis.keys('*users~a:*')).toHaveLength(1);
  await ask(`${server.url}/lab/variants`, { method: 'DELETE', headers: key });
  expect(await redis.keys('*users~a:*')).toEqual([]);
  expect((await server.askIn('a', '/api/users/4')).status).toBe(400);
});

test('pools of the size asked for are open before the answer, and closed when they are dismissed', async () => {
  const before = await settledConnections();
  await server.declare({ one: { 'pool.size': 1, domains: ['users'] }, seven: { 'pool.size': 7 } });
  expect(await connections()).toBe(before + 1 + 3 * 7);
  await ask(`${server.url}/lab/variants`, { method: 'DELETE', headers: key });
  await until(async () => (await connections()) === before);
});

test('a variant has the domains that it names, and a request to another is refused', async () => {
  await server.declare({ a: { domains: ['audit'] } });
  expect((await server.askIn('a', '/api/v1/performance/audit/events')).status).toBe(200);
  const received = await server.askIn('a', '/api/users/1');
  expect([received.status, json(received)]).toMatchObject([400, { error: { code: 'LAB_VARIANT_UNKNOWN' } }]);
  expect(Object.keys((await server.totals('a')).pools)).toEqual(['audit']);
});

test('totals begin when the variants are ready', async () => {
  await server.declare({ none: { indexes: 'none', 'pool.size': 5 } });
  const { requests, statements, redisCommands } = await server.totals('none');
  expect({ requests, statements, redisCommands }).toEqual({ requests: 0, statements: 0, redisCommands: 0 });
  const counted = async () =>
    (json(await ask(`${server.url}/metrics`)) as { http: { requests: number } }).http.requests;
  const before = await counted();
  await server.declare({ a: {} });
  expect(await counted()).toBe(before);
  await server.askIn('a', '/api/users/9');
  expect(await server.totals('a')).toMatchObject({ requests: 1, redisCommands: 2 });
});

test('without a pool a connection is open as long as its statement', async () => {
  const before = await settledConnections();
  await server.declare({ none: { cache: 'off', pool: 'off' } });
  expect(await connections()).toBe(before);
  await Promise.all([5, 6, 7].map((id) => server.askIn('none', `/api/users/${id}`)));
  await until(async () => (await connections()) === before);
  const { pools, statements } = await server.totals('none');
  expect(statements).toBe(3);
  expect(pools.users?.busySeconds).toBeGreaterThan(0);
  expect(pools.users?.capacitySeconds).toBe(pools.users?.busySeconds);
});

test.each([
  [3, false],
  [200, true],
])('variants that take turns on %i connections, all at once, do not mix', async (maxSockets, isQueueing) => {
  await server.declare({ a: { cache: 'l1' }, b: { cache: 'off' } });
  const agent = new Agent({ keepAlive: true, maxSockets });
  onTestFinished(() => agent.destroy());
  await Promise.all(['a', 'b'].map((variant) => server.askIn(variant, '/api/users/7')));
  await ask(`${server.url}/api/users/7`);
  const faults = (delayMs: number) =>
    ask(`${server.url}/lab/faults`, {
      method: 'PUT',
      headers: { ...key, 'content-type': 'application/json' },
      body: JSON.stringify({ delayMs }),
    });
  // Long enough for twice as many as are let in to be there together.
  await faults(isQueueing ? 500 : 10);
  onTestFinished(async () => void (await faults(0)));
  let waits = 0;
  const turns = Array.from({ length: 300 }, (_, index) => ['a', 'b', ''][index % 3] ?? '');
  const answers = await Promise.all(
    turns.map(async (variant, index) => {
      // The front knows no such address: nobody takes the short way.
      const url = `${server.url}/api/users/7?${maxSockets}=${index}`;
      const { headers } = await ask(url, {
        agent,
        headers: variant === '' ? {} : { ...key, 'x-lab-variant': variant },
      });
      if (headers['x-queue-wait'] !== '0ms') waits += 1;
      return [variant, headers['x-lab-variant'] ?? '', headers['x-cache']];
    }),
  );
  expect(waits > 0).toBe(isQueueing);
  expect(answers).toEqual(turns.map((variant) => [variant, variant, variant === 'b' ? 'miss' : 'l1']));
  expect(await server.totals('a')).toMatchObject({ requests: 101, statements: 1 });
  expect(await server.totals('b')).toMatchObject({ requests: 101, statements: 101 });
});

test('what warms up the caches of the server reads nothing in a variant', async () => {
  await server.declare({ a: {} });
  const received = await ask(`${server.url}/api/performance/metrics`, {
    method: 'POST',
    headers: {
      ...key,
      'x-lab-variant': 'a',
      'content-type': 'application/json',
      authorization: `Bearer ${server.token}`,
    },
    body: JSON.stringify({ action: 'warm_cache' }),
  });
  expect([received.status, json(received)]).toMatchObject([200, { success: true, held: 0 }]);
  expect((json(received) as { loaded: number }).loaded).toBeGreaterThan(0);
  expect(await server.totals('a')).toMatchObject({ requests: 1, statements: 0 });
});

test('what comes with a body is carried out in its variant, however late the body is', async () => {
  await server.declare({ a: { 'pool.size': 1 } });
  const before = server.pool.getStats().statements;
  const body = JSON.stringify({ posts: [{ userId: 1, title: 'a title', body: 'x'.repeat(9_000) }] });
  const sent = request(`${server.url}/api/posts`, {
    method: 'POST',
    headers: { ...key, 'x-lab-variant': 'a', 'content-type': 'application/json', 'content-length': body.length },
  });
  sent.flushHeaders();
  await until(async () => (await server.totals('a')).requests === 1);
  sent.end(body);
  const [received] = (await once(sent, 'response')) as [IncomingMessage];
  received.resume();
  expect([received.statusCode, received.headers['x-lab-variant']]).toEqual([201, 'a']);
  expect(await server.totals('a')).toMatchObject({ requests: 1, statements: 1 });
  expect(server.pool.getStats().statements).toBe(before);
});

test.each([
  ['a wrong key', { 'x-lab-key': 'wrong', 'x-lab-variant': 'a' }, [403, 'LAB_FORBIDDEN']],
  ['no key', { 'x-lab-variant': 'a' }, [403, 'LAB_FORBIDDEN']],
  ['an unknown variant', { ...key, 'x-lab-variant': 'c' }, [400, 'LAB_VARIANT_UNKNOWN']],
  ['two variants', { ...key, 'x-lab-variant': 'a, a' }, [400, 'LAB_VARIANT_UNKNOWN']],
  ['an empty variant', { ...key, 'x-lab-variant': '' }, [400, 'LAB_VARIANT_UNKNOWN']],
])('%s is refused, whatever L1 holds', async (_name, headers, expected) => {
  await server.declare({ a: {} });
  await ask(`${server.url}/api/users/8`);
  const received = await ask(`${server.url}/api/users/8`, { headers: headers as Record<string, string> });
  expect([received.status, json(received)]).toMatchObject([expected[0], { error: { code: expected[1] } }]);
  expect(received.headers['x-lab-variant']).toBeUndefined();
});

test('whoever is not on this machine gets no variant, even with the key', async () => {
  await server.declare({ a: {} });
  const headers = { ...key, 'x-lab-variant': 'a' };
  const received = await server.app.inject({ url: '/api/users/1', headers, remoteAddress: '192.0.2.7' });
  expect([received.statusCode, received.json()]).toMatchObject([403, { error: { code: 'LAB_FORBIDDEN' } }]);
});

test('a server without a lab refuses the header, of cached answers as well', async () => {
  const other = await startTestServer();
  onTestFinished(() => other.app.close());
  await ask(`${other.url}/items/a`);
  const received = await ask(`${other.url}/items/a`, { headers: { 'x-lab-key': '', 'x-lab-variant': 'a' } });
  expect([received.status, json(received)]).toMatchObject([403, { error: { code: 'LAB_FORBIDDEN' } }]);
  expect((await ask(`${other.url}/lab/variants`, { method: 'PUT' })).status).toBe(404);
});

test.each([
  ['[]', 'the body is a JSON object'],
  ['{}', 'there can be 1 to 16 variants'],
  [JSON.stringify(Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`v${index}`, {}]))), '1 to 16'],
  ['{"a~b": {}}', 'letters, digits, dots and dashes'],
  ['{"a": 1}', 'a: switches are a JSON object'],
  ['{"a": {"cash": "off"}}', 'a: there is no switch "cash"; there are domains, cache'],
  ['{"a": {"constructor": "off"}}', 'there is no switch "constructor"'],
  ['{"a": {"cache": "l3"}}', 'a: cache is l1l2 or l1 or l2 or off'],
  ['{"a": {"cache": null}}', 'a: cache is'],
  ['{"a": {"pool.size": 0}}', 'a: pool.size is a whole number from 1 to 100'],
  ['{"a": {"pool.size": "5"}}', 'a: pool.size is'],
  ['{"a": {"pool": "off", "pool.size": 5}}', 'a: pool.size means nothing where pool is off'],
  ['{"a": {"domains": ["others"]}}', 'a: domains are users, audit, opal, not "others"'],
])('the declaration %s is refused, says what is allowed and changes nothing', async (body, message) => {
  await server.declare({ before: {} });
  const received = await ask(`${server.url}/lab/variants`, {
    method: 'PUT',
    headers: { ...key, 'content-type': 'application/json' },
    body,
  });
  expect([received.status, json(received)]).toMatchObject([
    400,
    { error: { code: 'LAB_VARIANTS_INVALID', message: expect.stringContaining(message) } },
  ]);
  expect(await server.totals('before')).toMatchObject({ requests: 0 });
});

test('variants that cannot be made ready leave nothing behind', async () => {
  const before = await settledConnections();
  const [limit] = await server.database.execute('SHOW max_connections');
  const many = Math.ceil(Number(limit?.max_connections) / 100) + 1;
  const variants = Object.fromEntries(Array.from({ length: many }, (_, index) => [`v${index}`, { 'pool.size': 100 }]));
  const received = await server.declare(variants);
  expect([received.status, json(received)]).toMatchObject([503, { error: { code: 'LAB_VARIANT_FAILED' } }]);
  expect(json(await ask(`${server.url}/lab/variants`, { headers: key }))).toEqual({});
  await until(async () => (await connections()) === before);
});

test('variants come and go under load: requests are answered or refused, and nothing stays open', async () => {
  const before = await settledConnections();
  const statuses = new Set<number>();
  let isOver = false;
  const clients = ['a', 'b', 'c'].map(async (variant, index) => {
    for (let turn = 0; !isOver; turn += 1) {
      statuses.add((await server.askIn(variant, `/api/users/${1 + ((turn + index) % 100)}`)).status);
    }
  });
  const puts: Promise<{ readonly status: number }>[] = [];
  for (let turn = 0; turn < 8; turn += 1) {
    puts.push(server.declare({ a: { cache: 'off', 'pool.size': 3 }, b: { cache: 'l2' }, c: { pool: 'off' } }));
    puts.push(ask(`${server.url}/lab/variants`, { method: 'DELETE', headers: key }));
    puts.push(server.declare({ a: {}, c: { stream: 'buffer' } }));
    await Promise.all(puts);
  }
  isOver = true;
  await Promise.all(clients);
  expect(new Set((await Promise.all(puts)).map(({ status }) => status))).toEqual(new Set([200, 204]));
  // 400: it is not declared now. Whoever found it is answered.
  expect([...statuses].every((status) => [200, 400].includes(status))).toBe(true);
  expect(statuses.has(200)).toBe(true);
  await ask(`${server.url}/lab/variants`, { method: 'DELETE', headers: key });
  await until(async () => (await connections()) === before);
});
