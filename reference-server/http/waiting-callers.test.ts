import { request } from 'node:http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SqlPool } from '../ports.ts';
import { ask, json } from '../testing/ask.ts';
import { type FiveDomainServer, type FiveDomains, startFiveDomains } from '../testing/five-domains.ts';

// Requests wait here until they are too late.
vi.setConfig({ testTimeout: 120_000 });

let server: FiveDomains;
/** Gives its requests little time. */
let hasty: FiveDomainServer;

beforeAll(async () => {
  server = await startFiveDomains({ DB_POOL_MIN: '1', DB_POOL_MAX: '1' });
  hasty = await server.startAnother({}, { requestTimeoutMs: 300 });
}, 60_000);
afterAll(() => server.stop());

/** Holds the only connection of a pool until the returned function is called. */
async function hold(pool: SqlPool): Promise<() => Promise<void>> {
  const { promise: isHeld, resolve: held } = Promise.withResolvers<void>();
  const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
  const holder = pool.transaction(async () => {
    held();
    await isOver;
  });
  await isHeld;
  return async () => {
    end();
    await holder;
  };
}

interface Question {
  readonly path: string;
  readonly method?: string;
  readonly body?: object;
}

function send({ path, method = 'GET', body }: Question) {
  const headers = {
    authorization: server.bearer('viewer'),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const sent = request(server.url + path, { method, headers }).on('error', () => {});
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  return sent;
}

const events = '/api/v1/performance/audit/events';
const event = { organizationId: 1, userId: 1, type: 'data', action: 'read', resource: 'file', detail: 'left' };
const task = { workspaceId: 1, title: 'Left' };
const until = (what: () => unknown) => expect.poll(what, { timeout: 10_000, interval: 5 });
const lineOf = (domain: string, of: FiveDomainServer = server) => {
  const { waiting, idle, abandoned, exhausted, leaks } = of.pool(domain).getStats();
  return { waiting, idle, abandoned, exhausted, leaks };
};

const cases: readonly {
  readonly domain: string;
  readonly others: readonly Question[];
  /** Those who wait for a connection. */
  readonly lines: number;
  readonly again: string;
}[] = [
  {
    domain: 'workspace',
    others: [
      ...Array.from({ length: 20 }, (_, index) => ({ path: `/api/v1/tasks/${index + 2}` })),
      // Two readers of one thing wait for one connection.
      { path: '/api/v1/tasks/2' },
      { path: '/api/v1/tasks', method: 'POST', body: task },
      { path: '/api/v1/tasks/bulk', method: 'POST', body: { tasks: [task] } },
    ],
    lines: 22,
    again: '/api/v1/tasks/2',
  },
  {
    domain: 'audit',
    others: [
      { path: `${events}?limit=2` },
      { path: `${events}/stream` },
      { path: `${events}/bulk`, method: 'POST', body: { events: [event] } },
    ],
    lines: 3,
    again: `${events}?limit=2`,
  },
];

test.each(cases)(
  'clients that leave while they wait for a connection of $domain leave the line, and nothing of them stays',
  async (one) => {
    const { domain, others, lines, again } = one;
    const before = lineOf(domain);
    const giveBack = await hold(server.pool(domain));
    const headers = { authorization: server.bearer('viewer') };
    const sent = others.map(send);
    await until(() => lineOf(domain).waiting).toBe(lines);
    for (const one of sent) one.destroy();
    await until(() => lineOf(domain).waiting).toBe(0);
    expect(lineOf(domain)).toMatchObject({ abandoned: before.abandoned + lines, exhausted: 0, leaks: 0 });
    await giveBack();
    await until(() => lineOf(domain).idle).toBe(1);
    const answer = await ask(server.url + again, { headers });
    expect([answer.status, answer.headers['x-cache']]).toEqual([200, 'miss']);
    const written =
      "SELECT (SELECT count(*) FROM workspace.tasks WHERE title = 'Left') + (SELECT count(*) FROM audit.events WHERE detail = 'left') AS n";
    expect((await server.database.execute(written))[0]?.n).toBe('0');
  },
);

test('requests that are answered as too late leave the line, too', async () => {
  const giveBack = await hold(hasty.pool('users'));
  const answers = [1, 2, 3, 4].map((id) => ask(`${hasty.url}/api/users/${id}`));
  const codes = (await Promise.all(answers)).map((answer) => (json(answer) as { error: { code: string } }).error.code);
  expect(codes).toEqual(Array(4).fill('REQUEST_TIMEOUT'));
  expect(lineOf('users', hasty)).toMatchObject({ waiting: 0, abandoned: 4, exhausted: 0 });
  await giveBack();
  await until(() => lineOf('users', hasty).idle).toBe(1);
  expect((await ask(`${hasty.url}/api/users/2`)).status).toBe(200);
});
