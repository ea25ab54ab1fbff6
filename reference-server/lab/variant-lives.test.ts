import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Logger } from '../ports.ts';
import { ask, json } from '../testing/ask.ts';
import { auditForLab, LAB_KEY, type LabServer, startLabServer, usersForLab } from '../testing/lab-server.ts';
import { UnderWay } from './under-way.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const key = { 'x-lab-key': LAB_KEY };
let server: LabServer;

beforeAll(async () => {
  server = await startLabServer([usersForLab({ users: 50, posts: 500 }), auditForLab(20_000)], log);
}, 60_000);
afterAll(() => server.stop());
const dismiss = () => ask(`${server.url}/lab/variants`, { method: 'DELETE', headers: key });
afterEach(dismiss);

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo()); tries += 1) {
    if (tries > 200) throw new Error('it did not become so');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A post by a user, in a variant or in none. */
async function post(variant: string | null, userId: number, title: string): Promise<void> {
  const headers = {
    'content-type': 'application/json',
    ...(variant === null ? {} : { ...key, 'x-lab-variant': variant }),
  };
  const body = JSON.stringify({ posts: [{ userId, title, body: 'text' }] });
  expect((await ask(`${server.url}/api/posts`, { method: 'POST', headers, body })).status).toBe(201);
}

/** The title of the newest post, and the tier that told it. */
async function newest(variant: string | null, userId: number): Promise<readonly unknown[]> {
  const path = `/api/users/${userId}/posts`;
  const received = variant === null ? await ask(server.url + path) : await server.askIn(variant, path);
  const { data } = json(received) as { data: readonly { title: string }[] };
  return [data[0]?.title, received.headers['x-cache']];
}

test('what is written in any variant, or in none, is forgotten by all that read the same rows', async () => {
  await server.declare({ a: {}, l2: { cache: 'l2' }, off: { cache: 'off' } });
  const readers = [null, 'a', 'l2'] as const;
  for (const [index, writer] of [null, 'a', 'l2', 'off'].entries()) {
    for (const reader of readers) {
      await newest(reader, 1);
      expect((await newest(reader, 1))[1]).toBe(reader === 'l2' ? 'l2' : 'l1');
    }
    await post(writer, 1, `title ${index}`);
    for (const reader of readers) expect(await newest(reader, 1)).toEqual([`title ${index}`, 'miss']);
  }
});

test('what is written where the rows are others is no news to the rest', async () => {
  await server.declare({ a: {}, bare: { indexes: 'none' }, 'bare.too': { indexes: 'none' } });
  const readers = [null, 'a', 'bare', 'bare.too'] as const;
  for (const reader of readers) await newest(reader, 2);
  await post('bare', 2, 'of the copy');
  expect(await Promise.all(readers.map((reader) => newest(reader, 2)))).toMatchObject([
    [expect.not.stringMatching('of the copy'), 'l1'],
    [expect.not.stringMatching('of the copy'), 'l1'],
    ['of the copy', 'miss'],
    ['of the copy', 'miss'],
  ]);
});

test('rows that statements keep are forgotten so, too', async () => {
  await server.declare({ a: {}, b: {} });
  const events = '/api/v1/performance/audit/events';
  const total = async (variant: string) => {
    const { pagination } = json(await server.askIn(variant, `${events}?limit=1&count=exact`)) as {
      pagination: { total: number };
    };
    return pagination.total;
  };
  const [before] = await Promise.all([total('a'), total('b')]);
  const written = await ask(`${server.url}${events}/bulk`, {
    method: 'POST',
    headers: {
      ...key,
      'x-lab-variant': 'a',
      'content-type': 'application/json',
      authorization: `Bearer ${server.token}`,
    },
    body: JSON.stringify({
      events: [{ organizationId: 1, userId: 1, type: 'login', action: 'create', resource: 'a', detail: 'b' }],
    }),
  });
  expect(written.status).toBe(201);
  expect(await Promise.all([total('a'), total('b')])).toEqual([before + 1, before + 1]);
});

test.each(['DELETE', 'PUT'] as const)(
  '%s waits for what was asked of a variant, and cuts nothing off',
  async (method) => {
    await server.declare({ slow: { 'fault.handler': { delayMs: 400 }, cache: 'off', 'pool.size': 1 } });
    const asked = [1, 2, 3].map((id) => server.askIn('slow', `/api/users/${id}`));
    await until(async () => (await server.totals('slow')).requests === 3);
    const ended = method === 'DELETE' ? dismiss() : server.declare({ other: {} });
    await until(async () => (await server.askIn('slow', '/api/users/4')).status === 400);
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await ended).status).toBe(method === 'DELETE' ? 204 : 200);
  },
);

test('an export is sent to its end before its variant goes, and a client that leaves is not waited for', async () => {
  await server.declare({ a: {} });
  const path = '/api/v1/performance/audit/events/stream?format=ndjson';
  const sent = request(server.url + path, {
    headers: { ...key, 'x-lab-variant': 'a', authorization: `Bearer ${server.token}` },
  }).end();
  const leaving = request(server.url + path, {
    headers: { ...key, 'x-lab-variant': 'a', authorization: `Bearer ${server.token}` },
  }).end();
  leaving.on('error', () => {});
  const [[response]] = await Promise.all([once(sent, 'response'), once(leaving, 'response')]);
  expect(response.statusCode).toBe(200);
  const ended = dismiss();
  leaving.destroy();
  let lines = 0;
  for await (const chunk of response) lines += String(chunk).split('\n').length - 1;
  expect(lines).toBeGreaterThanOrEqual(20_000);
  expect((await ended).status).toBe(204);
});

test('who waits for what does not end waits no longer than they say', async () => {
  const underWay = new UnderWay();
  const end = underWay.begin();
  const other = underWay.begin();
  await underWay.idle(10);
  expect(underWay.count).toBe(2);
  end();
  end();
  expect(underWay.count).toBe(1);
  const idle = underWay.idle(60_000);
  other();
  await idle;
  expect(underWay.count).toBe(0);
});

test('a fault of the handler is that of its variant alone', async () => {
  await server.declare({
    broken: { 'fault.handler': { errorShare: 1 } },
    sql: { 'fault.handler': { hasExtraSql: true }, cache: 'l1' },
    sound: { 'fault.handler': 'off' },
  });
  const status = async (variant: string) => (await server.askIn(variant, '/api/users/7')).status;
  expect([await status('broken'), await status('sound')]).toEqual([500, 200]);
  expect((await ask(`${server.url}/api/users/7`)).status).toBe(200);
  for (let time = 0; time < 3; time += 1) expect(await status('sql')).toBe(200);
  expect([(await server.totals('sql')).statements, (await server.totals('sound')).statements]).toEqual([4, 1]);
  await ask(`${server.url}/lab/faults`, {
    method: 'PUT',
    headers: { ...key, 'content-type': 'application/json' },
    body: '{"errorShare": 1}',
  });
  expect([await status('sound'), await status('sql')]).toEqual([200, 200]);
  expect((await ask(`${server.url}/api/users/7`)).status).toBe(500);
  await ask(`${server.url}/lab/faults`, {
    method: 'PUT',
    headers: { ...key, 'content-type': 'application/json' },
    body: '{}',
  });
});
