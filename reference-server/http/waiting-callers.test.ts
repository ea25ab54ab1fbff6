import { request } from 'node:http';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ask, json } from '../testing/ask.ts';
import { type FiveDomains, startFiveDomains } from '../testing/five-domains.ts';

// Requests wait here until they are too late.
vi.setConfig({ testTimeout: 120_000 });

const TIMEOUT_MS = 5_000;
let server: FiveDomains;

beforeAll(async () => {
  server = await startFiveDomains({ DB_POOL_MIN: '1', DB_POOL_MAX: '1' }, { requestTimeoutMs: TIMEOUT_MS });
}, 60_000);
afterAll(() => server.stop());

/** Makes every statement on a table wait until the returned function is called. */
async function lock(table: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: server.database.url });
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  return async () => {
    await client.query('ROLLBACK');
    await client.end();
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
const lineOf = (domain: string) => {
  const { waiting, idle, abandoned, exhausted, leaks } = server.pool(domain).getStats();
  return { waiting, idle, abandoned, exhausted, leaks };
};

const cases: readonly {
  readonly domain: string;
  readonly table: string;
  readonly held: string;
  readonly others: readonly Question[];
  /** Those who wait for a connection. */
  readonly lines: number;
  readonly again: string;
}[] = [
  {
    domain: 'workspace',
    table: 'workspace.tasks',
    held: '/api/v1/tasks/1',
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
    table: 'audit.events',
    held: `${events}?limit=1`,
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
    const { domain, table, held, others, lines, again } = one;
    const before = lineOf(domain);
    const unlock = await lock(table);
    const headers = { authorization: server.bearer('viewer') };
    const first = ask(server.url + held, { headers });
    await until(() => lineOf(domain).idle).toBe(0);
    const sent = others.map(send);
    await until(() => lineOf(domain).waiting).toBe(lines);
    for (const one of sent) one.destroy();
    await until(() => lineOf(domain).waiting).toBe(0);
    expect(lineOf(domain)).toMatchObject({ abandoned: before.abandoned + lines, exhausted: 0, leaks: 0 });
    await unlock();
    expect((await first).status).toBe(200);
    await until(() => lineOf(domain).idle).toBe(1);
    const answer = await ask(server.url + again, { headers });
    expect([answer.status, answer.headers['x-cache']]).toEqual([200, 'miss']);
    const written =
      "SELECT (SELECT count(*) FROM workspace.tasks WHERE title = 'Left') + (SELECT count(*) FROM audit.events WHERE detail = 'left') AS n";
    expect((await server.database.execute(written))[0]?.n).toBe('0');
  },
);

test('requests that are answered as too late leave the line, too', async () => {
  const unlock = await lock('users.users');
  const { abandoned } = lineOf('users');
  const answers = [1, 2, 3, 4, 5].map((id) => ask(`${server.url}/api/users/${id}`));
  await until(() => lineOf('users').waiting).toBe(4);
  const codes = (await Promise.all(answers)).map((answer) => (json(answer) as { error: { code: string } }).error.code);
  expect(codes).toEqual(Array(5).fill('REQUEST_TIMEOUT'));
  expect(lineOf('users')).toMatchObject({ waiting: 0, abandoned: abandoned + 4, exhausted: 0 });
  await unlock();
  await until(() => lineOf('users').idle).toBe(1);
  expect((await ask(`${server.url}/api/users/2`)).status).toBe(200);
});
