import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ApiOperation, apiOperations, DOMAINS } from '../testing/api-operations.ts';
import { ask } from '../testing/ask.ts';
import { type FiveDomainServer, type FiveDomains, startFiveDomains } from '../testing/five-domains.ts';
import { isClear, refusalOf } from '../testing/refusal-of.ts';

// They ask every route many times, on whatever machine.
vi.setConfig({ testTimeout: 120_000 });

let server: FiveDomains;
/** Another installation on the same rows: its cursors are signed with another secret. */
let foreign: FiveDomainServer;
let reads: readonly ApiOperation[];
let lists: readonly ApiOperation[];

beforeAll(async () => {
  const plenty = { RATE_LIMIT_ACTIONS: '100000', RATE_LIMIT_READS: '100000', AUTH_SECRET: 'a secret of the tests' };
  server = await startFiveDomains({ MONITORING: 'off', SEED_TASKS: '5000', SEED_ACTIVITIES: '5000', ...plenty });
  foreign = await server.startAnother({ CURSOR_SECRET: 'that of somebody else', PERFORMANCE_CACHING: 'off' });
  reads = (await apiOperations(server.url)).filter(({ method }) => method === 'GET');
  lists = reads.filter(({ query }) => query.includes('cursor'));
}, 60_000);
afterAll(() => server.stop());

const withQuery = (url: string, query: string) => `${url}${url.includes('?') ? '&' : '?'}${query}`;
const get = async (path: string, { url }: FiveDomainServer = server) => {
  const answer = await ask(url + path, { headers: { authorization: server.bearer('technical_admin') } });
  return { refusal: refusalOf(answer), text: answer.body.toString() };
};

const events = '/api/v1/performance/audit/events';
/** Lists beside the examples of the routes: of another owner, filter or order. */
const OTHER_LISTS = [
  '/api/users?order=asc',
  '/api/users?sort=email',
  '/api/users?sort=createdAt&order=asc',
  '/api/users/2/posts',
  '/api/v1/tasks?workspaceId=2',
  '/api/v1/tasks?workspaceId=1&status=done',
  '/api/v1/tasks?workspaceId=1&priority=1',
  '/api/v1/projects?workspaceId=2',
  '/api/v1/activities?workspaceId=2',
  '/api/v1/activities?workspaceId=1&type=viewed',
  `${events}?organizationIds=1`,
  `${events}?organizationIds=2`,
  `${events}?organizationIds=1,2`,
  `${events}?type=data`,
  `${events}?startDate=2025-03-01`,
];

test('a cursor leads on in its own list and in no other: not of another route, owner, organization, filter, sort or order', async () => {
  expect(new Set(lists.map(({ tag }) => tag))).toEqual(new Set(['users', 'workspace', 'audit']));
  const all = [...lists.map(({ url }) => url), ...OTHER_LISTS];
  const cursors = new Map<string, string>();
  for (const list of all) {
    const { text } = await get(withQuery(list, 'limit=1'));
    const { pagination } = JSON.parse(text) as { pagination: { nextCursor: string | null } };
    if (pagination.nextCursor !== null) cursors.set(list, pagination.nextCursor);
  }
  // Every list is long enough to have one.
  expect(all.filter((list) => !cursors.has(list))).toEqual([]);
  const otherwise: unknown[] = [];
  for (const [of, cursor] of cursors) {
    for (const list of all) {
      const { refusal } = await get(withQuery(list, `cursor=${cursor}`));
      if (refusal !== (list === of ? '200' : '400 INVALID_CURSOR')) otherwise.push([of, list, refusal]);
    }
  }
  expect(otherwise).toEqual([]);
});

test('a cursor that is forged, of another installation, cut, or anything else, is refused by every list', async () => {
  for (const { url } of lists) {
    const cursorOf = async (from: FiveDomainServer) =>
      (JSON.parse((await get(withQuery(url, 'limit=1'), from)).text) as { pagination: { nextCursor: string } })
        .pagination.nextCursor;
    const own = await cursorOf(server);
    const theirs = await cursorOf(foreign);
    expect((await get(withQuery(url, `cursor=${theirs}`), foreign)).refusal).toBe('200');
    const bytes = Buffer.from(own, 'base64url');
    const flipped = Array.from(bytes.keys(), (place) => {
      const copy = Buffer.from(bytes);
      copy[place] = (copy[place] ?? 0) ^ 1;
      return copy.toString('base64url');
    });
    const unsigned = Buffer.concat([Buffer.alloc(16), bytes.subarray(16)]).toString('base64url');
    const wrong = [
      theirs,
      ...flipped,
      unsigned,
      own.slice(0, -4),
      own.slice(0, 20),
      '',
      'x',
      '[]',
      'null',
      own + own,
      'a'.repeat(8_000),
    ];
    const taken = [];
    for (const cursor of wrong) {
      const { refusal } = await get(withQuery(url, `cursor=${encodeURIComponent(cursor)}`));
      if (refusal !== '400 INVALID_CURSOR') taken.push([url, cursor.slice(0, 50), refusal]);
    }
    expect(taken).toEqual([]);
    expect((await get(withQuery(url, `cursor=${own}&cursor=${own}`))).refusal).toBe('400 INVALID_CURSOR');
  }
});

test.each([
  ['sort', ['detail', 'password', 'ID', 'id;DROP TABLE', '__proto__', 'constructor', ''], '400 INVALID_SORT'],
  ['order', ['up', 'DESC', 'desc,id', 'toString', ''], '400 INVALID_ORDER'],
  ['limit', ['0', '-1', '1.5', '1e2', '501', '99999999999', '0x10', ' 5', 'NaN', ''], '400 INVALID_LIMIT'],
])('no list takes an unknown %s', async (name, values, refusal) => {
  const otherwise = [];
  for (const { url } of lists) {
    for (const value of values) {
      const told = await get(withQuery(url, `${name}=${encodeURIComponent(value)}`));
      if (told.refusal !== refusal) otherwise.push([url, value, told.refusal]);
    }
    const twice = await get(withQuery(url, `${name}=id&${name}=id`));
    if (twice.refusal !== refusal) otherwise.push([url, 'twice', twice.refusal]);
  }
  expect(otherwise).toEqual([]);
});

/** What no parameter means, in a path or in a query string. */
const NASTY = [
  '',
  '0',
  '-1',
  '1.0',
  '1e9',
  '00001',
  '99999999999999999999',
  'NaN',
  'null',
  'undefined',
  '[]',
  '{}',
  '[object Object]',
  '%00',
  '1%00',
  '%F0%9F%92%A9',
  '%ED%A0%80',
  '1%27%20OR%201=1--',
  '%27;DROP%20TABLE%20users.users;--',
  '__proto__',
  'constructor',
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e',
  '*',
  '?',
  '%25',
  '1,2,3',
  ',',
  'a'.repeat(3_000),
  '2025-13-45',
  '2025-01-01T00:00:00Z%00',
];

test('whatever stands in its path or its query string, a read is answered, or says by a code of its own what is wrong', async () => {
  const unclear: unknown[] = [];
  for (const operation of reads) {
    const { path, url, query, name } = operation;
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, one = '']) => one);
    const addresses = NASTY.flatMap((value) => [
      ...(inPath.length === 0 ? [] : [path.replaceAll(/\{\w+\}/g, value)]),
      ...query.flatMap((one) => {
        const [bare = '', given = ''] = url.split('?');
        const others = given.split('&').filter((pair) => pair !== '' && !pair.startsWith(`${one}=`));
        return [
          [...others, `${one}=${value}`],
          [...others, `${one}=${value}`, `${one}=${value}`],
          [...others, `${one}[a]=${value}`],
        ].map((pairs) => `${bare}?${pairs.join('&')}`);
      }),
    ]);
    for (const address of addresses) {
      const { refusal } = await get(address);
      if (!isClear(operation, refusal)) unclear.push([name, address.slice(0, 120), refusal]);
    }
  }
  expect(unclear).toEqual([]);
});

test('none of it has cost a connection, a place, or the server', async () => {
  for (const domain of DOMAINS) {
    await expect
      .poll(() => {
        const { open, idle, waiting, leaks } = server.pool(domain).getStats();
        return [domain, open - idle, waiting, leaks];
      })
      .toEqual([domain, 0, 0, 0]);
  }
  const { concurrency } = JSON.parse((await ask(`${server.url}/metrics`)).body.toString());
  expect(concurrency).toMatchObject({ running: 0, waiting: 0 });
});
