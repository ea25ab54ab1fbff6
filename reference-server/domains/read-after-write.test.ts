import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ApiOperation, apiOperations, DOMAINS } from '../testing/api-operations.ts';
import { type FiveDomainServer, type FiveDomains, startFiveDomains } from '../testing/five-domains.ts';

// They ask every route many times, on whatever machine.
vi.setConfig({ testTimeout: 120_000 });

/** Writes go to the first; the second has its own L1 and the same Redis; the third keeps nothing, and so tells what is true. */
let writer: FiveDomains;
let other: FiveDomainServer;
let truth: FiveDomainServer;
let operations: readonly ApiOperation[];

beforeAll(async () => {
  writer = await startFiveDomains({ AUTH_SECRET: 'a secret of the tests', DB_POOL_MAX: '10' });
  other = await writer.startAnother();
  truth = await writer.startAnother({ PERFORMANCE_CACHING: 'off' });
  operations = (await apiOperations(writer.url)).filter(({ tag }) => DOMAINS.some((domain) => domain === tag));
}, 60_000);
afterAll(() => writer.stop());

const events = '/api/v1/performance/audit/events';
/** What can be asked beyond the routes' own examples: other filters, other pages, other things that a write can touch. */
const FURTHER_READS = [
  '/api/users/2/posts?limit=3',
  '/api/users/1/posts?limit=100',
  '/api/v1/tasks?workspaceId=1&status=done',
  '/api/v1/tasks?workspaceId=1&search=Written&limit=3',
  '/api/v1/tasks?workspaceId=1&assigneeId=1',
  '/api/v1/tasks?workspaceId=1&projectId=1',
  '/api/v1/tasks/2',
  '/api/v1/tasks/1001',
  '/api/v1/projects/2',
  '/api/v1/projects/5001',
  '/api/v1/projects?workspaceId=1&limit=3',
  '/api/v1/activities?workspaceId=1&type=written',
  '/api/v1/activities?workspaceId=1&userId=1&limit=3',
  '/api/v1/users/2/profile',
  `${events}?organizationIds=1,2&limit=5`,
  `${events}?offset=0&count=exact`,
  `${events}?organizationIds=1&type=data&count=exact`,
  '/api/opal/mappings?type=dxp-tools',
  '/api/opal/mappings?domain=content',
  '/api/mappings/strategy-plans',
  '/api/mappings/analytics-insights',
  '/api/opal/coordination/commerce',
];

const task = { workspaceId: 1, projectId: 1, assigneeId: 1, title: 'Written', dueDate: '2020-01-01' };
const event = { organizationId: 1, userId: 1, type: 'data', action: 'read', resource: 'file', detail: 'written' };

/** What writes, by route; what it says. In this order: later ones change what earlier ones made. */
const WRITES: readonly { readonly name: string; readonly url: string; readonly body?: object }[] = [
  { name: 'POST /api/v1/tasks', url: '/api/v1/tasks', body: task },
  {
    name: 'PATCH /api/v1/tasks/{id}',
    url: '/api/v1/tasks/1001',
    body: { projectId: 2, assigneeId: 2, status: 'done' },
  },
  {
    name: 'PATCH /api/v1/tasks/{id}',
    url: '/api/v1/tasks/1001',
    body: { projectId: null, assigneeId: 1, status: 'todo' },
  },
  { name: 'DELETE /api/v1/tasks/{id}', url: '/api/v1/tasks/1001' },
  {
    name: 'POST /api/v1/tasks/bulk',
    url: '/api/v1/tasks/bulk',
    body: { tasks: [task, { ...task, assigneeId: 2 }], batchSize: 1 },
  },
  { name: 'POST /api/v1/projects', url: '/api/v1/projects', body: { workspaceId: 1, name: 'Written' } },
  { name: 'PATCH /api/v1/projects/{id}', url: '/api/v1/projects/5001', body: { name: 'Written again' } },
  { name: 'DELETE /api/v1/projects/{id}', url: '/api/v1/projects/5001' },
  {
    name: 'POST /api/v1/activities',
    url: '/api/v1/activities',
    body: { userId: 1, workspaceId: 1, type: 'written' },
  },
  {
    name: 'PATCH /api/v1/users/{id}/profile',
    url: '/api/v1/users/1/profile',
    body: { name: 'Written', title: 'writer' },
  },
  {
    name: 'POST /api/posts',
    url: '/api/posts',
    body: {
      posts: [
        { userId: 1, title: 'Written', body: 'a post' },
        { userId: 2, title: 'Written', body: 'a post' },
      ],
    },
  },
  {
    name: 'PUT /api/opal/mappings/{id}',
    url: '/api/opal/mappings/1',
    body: { name: 'Written', config: { written: true }, isActive: true },
  },
  {
    name: 'PUT /api/opal/mappings/{id}',
    url: '/api/opal/mappings/1',
    body: { name: 'Written', config: { written: true }, isActive: false },
  },
  { name: 'POST /api/v1/performance/audit/events/bulk', url: `${events}/bulk`, body: { events: [event] } },
];

/** They write nothing that is read: one fills the caches. */
const NO_WRITES = ['POST /api/v1/performance/cache/warmup'];

/** Told as it was for its time, whatever is written: docs/decisions/0013. */
const SNAPSHOTS = ['/api/large-report'];

const authorization = () => ({ authorization: writer.bearer('technical_admin') });
async function read({ url }: FiveDomainServer, path: string) {
  const answer = await fetch(url + path, { headers: authorization() });
  return { tier: answer.headers.get('x-cache'), text: `${answer.status} ${await answer.text()}` };
}

/** Addresses that are answered from a cache. */
const reads = () => [
  ...operations.filter(({ method, path }) => method === 'GET' && !path.endsWith('/stream')).map(({ url }) => url),
  ...FURTHER_READS,
];
async function readAll(server: FiveDomainServer): Promise<ReadonlyMap<string, string>> {
  const all = new Map<string, string>();
  for (const path of reads()) all.set(path, (await read(server, path)).text);
  return all;
}

test('every write route of every domain is tried here', () => {
  const writing = operations.filter(({ method }) => method !== 'GET').map(({ name }) => name);
  expect([...new Set([...WRITES.map(({ name }) => name), ...NO_WRITES])].sort()).toEqual([...writing].sort());
});

test('of the domains learning is written by nobody', () => {
  const tags = operations.filter(({ name }) => WRITES.some((write) => write.name === name)).map(({ tag }) => tag);
  expect(DOMAINS.filter((domain) => !tags.includes(domain))).toEqual(['learning']);
});

test.each(WRITES)(
  'after $name $body every answer is the new one, on the server that wrote at once and on another soon',
  async ({ name, url, body }) => {
    const before = await readAll(truth);
    const kept = await readAll(writer);
    for (const server of [writer, other]) {
      for (const path of reads()) {
        // The second time from memory.
        const tiers = [await read(server, path), await read(server, path)].map(({ tier }) => tier);
        expect([path, tiers[1]]).toEqual([path, 'l1']);
      }
    }
    const [method = ''] = name.split(' ');
    const written = await fetch(writer.url + url, {
      method,
      headers: { ...authorization(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(written.ok).toBe(true);

    const own = await readAll(writer);
    const now = await readAll(truth);
    const changed = reads().filter((path) => now.get(path) !== before.get(path));
    expect(changed).not.toEqual([]);
    const isLive = (path: string) => !SNAPSHOTS.includes(path);
    const staleOf = (told: ReadonlyMap<string, string>) =>
      reads().filter((path) => isLive(path) && told.get(path) !== now.get(path));
    expect(staleOf(own)).toEqual([]);
    await expect.poll(async () => staleOf(await readAll(other)), { timeout: 5_000, interval: 10 }).toEqual([]);
    for (const path of SNAPSHOTS) expect([path, own.get(path) === kept.get(path)]).toEqual([path, true]);
  },
  30_000,
);
