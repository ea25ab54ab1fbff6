import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ApiOperation, apiOperations } from '../testing/api-operations.ts';
import { ask } from '../testing/ask.ts';
import { type FiveDomainServer, type FiveDomains, startFiveDomains } from '../testing/five-domains.ts';
import { refusalOf } from '../testing/refusal-of.ts';
import { nowSeconds, signByHand } from '../testing/sign-by-hand.ts';

// They ask every route many times, on whatever machine.
vi.setConfig({ testTimeout: 120_000 });

let server: FiveDomains;
let other: FiveDomainServer;
let keyed: readonly ApiOperation[];

beforeAll(async () => {
  server = await startFiveDomains({ MONITORING: 'off', AUTH_SECRET: 'a secret of the tests' });
  other = await server.startAnother();
  keyed = (await apiOperations(server.url)).filter(({ headers }) => headers.includes('idempotency-key'));
}, 60_000);
afterAll(() => server.stop());

const task = (title: string) => ({ workspaceId: 1, title });
const event = (detail: string) => ({
  organizationId: 1,
  userId: 1,
  type: 'data',
  action: 'read',
  resource: 'file',
  detail,
});
/** A mark as the type of an activity. */
const wordOf = (mark: string) => mark.replaceAll(/[^a-z]/g, '');
/** A body of each route, and how many rows it has written. */
const BODIES: Readonly<Record<string, (mark: string) => object>> = {
  'POST /api/posts': (mark) => ({ posts: [{ userId: 1, title: mark, body: 'a post' }] }),
  'POST /api/v1/tasks': task,
  'POST /api/v1/projects': (mark) => ({ workspaceId: 1, name: mark }),
  'POST /api/v1/activities': (mark) => ({ workspaceId: 1, userId: 1, type: wordOf(mark) }),
  'POST /api/v1/tasks/bulk': (mark) => ({ tasks: [task(mark)] }),
  'POST /api/v1/performance/audit/events/bulk': (mark) => ({ events: [event(mark)] }),
};
const rowsOf = async (mark: string) => {
  const [row] = await server.database.execute(`SELECT
    (SELECT count(*) FROM users.posts WHERE title = '${mark}') + (SELECT count(*) FROM workspace.tasks WHERE title = '${mark}') +
    (SELECT count(*) FROM audit.events WHERE detail = '${mark}') + (SELECT count(*) FROM workspace.projects WHERE name = '${mark}') +
    (SELECT count(*) FROM workspace.activities WHERE type = '${wordOf(mark)}') AS rows`);
  return Number(row?.rows);
};

/** `sub` left out: a token that names nobody. */
const token = (sub?: string, seconds = 600) => signByHand({ role: 'viewer', sub, exp: nowSeconds() + seconds });

async function send(operation: ApiOperation, mark: string, key: string, sub = 'anna', at = server.url) {
  return sendAs(token(sub), operation, BODIES[operation.name]?.(mark), key, at);
}

async function sendAs(bearer: string, { method, url }: ApiOperation, body: unknown, key: string, at = server.url) {
  const headers = {
    authorization: `Bearer ${bearer}`,
    'content-type': 'application/json',
    'idempotency-key': key,
  };
  const answer = await ask(at + url, { method, headers, body: JSON.stringify(body) });
  const isReplayed = answer.headers['idempotent-replayed'] === 'true';
  return { told: `${refusalOf(answer)}${isReplayed ? ' replayed' : ''}`, text: answer.body.toString() };
}

test('every route that makes something takes keys', () => {
  expect(keyed.map(({ name }) => name).sort()).toEqual(Object.keys(BODIES).sort());
});

test('a repeated request writes nothing twice, on another server either; other content under the key is refused', async () => {
  for (const operation of keyed) {
    const mark = `once ${operation.path}`;
    const first = await send(operation, mark, 'key-1');
    const again = await send(operation, mark, 'key-1', 'anna', other.url);
    expect([operation.name, first.told, again.told, await rowsOf(mark)]).toEqual([
      operation.name,
      '201',
      '201 replayed',
      1,
    ]);
    expect(again.text).toBe(first.text);
    const reused = await send(operation, 'other', 'key-1');
    expect([reused.told, await rowsOf('other')]).toEqual(['422 IDEMPOTENCY_KEY_REUSED', 0]);
    expect((await send(operation, mark, 'a b')).told).toBe('400 INVALID_IDEMPOTENCY_KEY');
  }
});

test('the key of somebody else, or of another route, is another key, and nothing tells that it is known', async () => {
  for (const operation of keyed) {
    const mark = `foreign ${operation.path}`;
    const own = await send(operation, mark, 'key-2');
    const foreign = await send(operation, mark, 'key-2', 'bert');
    expect([operation.name, own.told, foreign.told, await rowsOf(mark)]).toEqual([operation.name, '201', '201', 2]);
    expect(foreign.text).not.toBe(own.text);
  }
});

test('of many at once under one key, on two servers, one is carried out', async () => {
  for (const operation of keyed) {
    const mark = `at once ${operation.path}`;
    const told = await Promise.all(
      Array.from(
        { length: 10 },
        async (_, turn) => (await send(operation, mark, 'key-3', 'anna', turn % 2 ? server.url : other.url)).told,
      ),
    );
    expect(new Set(['201', ...told])).toEqual(
      new Set(['201', ...told.filter((one) => ['201 replayed', '409 REQUEST_IN_PROGRESS'].includes(one))]),
    );
    expect([operation.name, told.filter((one) => one === '201').length, await rowsOf(mark)]).toEqual([
      operation.name,
      1,
      1,
    ]);
  }
});

test('whom a token names repeats a request under a renewed one, be the first out of date already', async () => {
  for (const operation of keyed.filter(({ needs }) => needs === 'nothing')) {
    const mark = `renewed ${operation.path}`;
    const body = BODIES[operation.name]?.(mark);
    const told = [];
    for (const one of [token('anna', -1), token('anna'), token('anna', 700)]) {
      told.push((await sendAs(one, operation, body, 'key-4')).told);
    }
    expect([operation.name, ...told, await rowsOf(mark)]).toEqual([
      operation.name,
      '201',
      '201 replayed',
      '201 replayed',
      1,
    ]);
  }
});

test('a token that names nobody is its own caller, also when it is out of date; what was not signed by us is none', async () => {
  const operation = keyed.find(({ name }) => name === 'POST /api/v1/tasks');
  if (operation === undefined) throw new TypeError('tasks can be written');
  const told = async (one: string) => (await sendAs(one, operation, task('nameless'), 'key-5')).told;
  const end = nowSeconds() + 1;
  const soonOver = signByHand({ role: 'viewer', exp: end });
  expect([await told(soonOver), await told(token(undefined, 700))]).toEqual(['201', '201']);
  await expect.poll(() => nowSeconds(), { timeout: 5_000 }).toBeGreaterThan(end);
  expect(await told(soonOver)).toBe('201 replayed');
  await told(token('bert'));
  const forged = signByHand({ role: 'viewer', sub: 'bert', exp: nowSeconds() + 600 }, { secret: 'theirs' });
  expect([await told(forged), await told('nonsense')]).toEqual(['201', '201 replayed']);
});

test('what was done in part is told again as it was: the rest is sent under a key of its own', async () => {
  const operation = keyed.find(({ name }) => name === 'POST /api/v1/tasks/bulk');
  if (operation === undefined) throw new TypeError('tasks can be written in bulk');
  const mark = 'in part';
  const body = { tasks: [task(mark), { ...task(mark), projectId: 999_999 }], batchSize: 1 };
  const first = await sendAs(token('anna'), operation, body, 'key-6');
  const again = await sendAs(token('anna'), operation, body, 'key-6');
  expect([first.told, again.told, await rowsOf(mark)]).toEqual(['207', '207 replayed', 1]);
  expect(again.text).toBe(first.text);
});
