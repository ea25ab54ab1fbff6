import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCursorCodec } from '../../page/cursor.ts';
import type { Logger } from '../../ports.ts';
import { workspaceSeed } from '../../seed/workspace-seed.ts';
import { type DomainPair, startDomainPair } from '../../testing/domain-pair.ts';
import { workspaceDomain } from './workspace-domain.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const PROJECTS = 100;
const seed = workspaceSeed({ seed: 1, workspaces: 20, members: 200, projects: PROJECTS, tasks: 500, activities: 500 });
/** Two servers on one database and one Redis, as behind a load balancer. */
let pair: DomainPair;

beforeAll(async () => {
  const makeDomain = () =>
    workspaceDomain({
      cursors: createCursorCodec('a secret'),
      ttl: { taskSeconds: 180, profileSeconds: 300, analyticsSeconds: 600 },
      page: { defaultLimit: 20, maxLimit: 100 },
      bulk: { maxRows: 500, batchSize: 10, concurrency: 4, attempts: 3, backoffMs: 10, timeoutMs: 5_000 },
    });
  pair = await startDomainPair(seed, makeDomain, log);
}, 60_000);
afterAll(() => pair.stop());

interface Thing {
  readonly id: number;
  readonly name: string;
  readonly tasks: Readonly<Record<string, number>> | null;
}
interface Answer<Data> {
  readonly status: number;
  readonly tier: string | null;
  readonly tag: string | null;
  readonly data: Data;
  readonly error: { readonly code: string; readonly message: string };
}
interface Question {
  readonly method?: string;
  readonly body?: unknown;
  readonly server?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask<Data = Thing>(path: string, question: Question = {}): Promise<Answer<Data>> {
  const { method = 'GET', body, server = 0, headers = {} } = question;
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(`${pair.servers[server]?.url}${path}`, {
    method,
    headers: { ...json, ...headers },
    ...sent,
  });
  const text = await answer.text();
  const told = { status: answer.status, tier: answer.headers.get('x-cache'), tag: answer.headers.get('etag') };
  return { ...told, ...(text === '' ? {} : JSON.parse(text)) };
}

const makeProject = async (name = 'Ours'): Promise<Thing> =>
  (await ask('/api/v1/projects', { method: 'POST', body: { workspaceId: 7, name } })).data;

test('a project is made, renamed and deleted, and every server tells of it as it is', async () => {
  const list = '/api/v1/projects?workspaceId=7&limit=3';
  for (const server of [0, 1]) expect((await ask(list, { server })).status).toBe(200);
  const made = await ask('/api/v1/projects', { method: 'POST', body: { workspaceId: 7, name: 'Ours' } });
  expect([made.status, made.data]).toMatchObject([201, { workspaceId: 7, name: 'Ours', tasks: null }]);
  const path = `/api/v1/projects/${made.data.id}`;
  for (const server of [0, 1]) {
    await expect.poll(async () => (await ask<Thing[]>(list, { server })).data[0]?.id).toBe(made.data.id);
    expect((await ask(path, { server })).data).toEqual(made.data);
  }
  const { tag, tier } = await ask(path);
  expect([tier, (await ask(path, { headers: { 'if-none-match': tag ?? '' } })).status]).toEqual(['l1', 304]);
  const renamed = await ask(path, { method: 'PATCH', body: { name: 'Theirs' } });
  expect([renamed.status, renamed.data]).toEqual([200, { ...made.data, name: 'Theirs' }]);
  expect((await ask(path, { headers: { 'if-none-match': tag ?? '' } })).status).toBe(200);
  for (const server of [0, 1]) {
    await expect.poll(async () => (await ask(path, { server })).data.name).toBe('Theirs');
    await expect.poll(async () => (await ask<Thing[]>(list, { server })).data[0]?.name).toBe('Theirs');
  }
  expect((await ask(path, { method: 'DELETE', server: 1 })).status).toBe(204);
  for (const server of [0, 1]) {
    await expect.poll(async () => (await ask(path, { server })).error?.code).toBe('PROJECT_NOT_FOUND');
    await expect.poll(async () => (await ask<Thing[]>(list, { server })).data[0]?.id).not.toBe(made.data.id);
  }
  expect((await ask(path, { method: 'DELETE' })).status).toBe(404);
});

test('a project that has tasks stays until they are gone', async () => {
  const { id } = await makeProject();
  const task = { workspaceId: 7, projectId: id, title: 'Keep it' };
  const { data } = await ask('/api/v1/tasks', { method: 'POST', body: task });
  const path = `/api/v1/projects/${id}`;
  const refused = await ask(path, { method: 'DELETE' });
  expect([refused.status, refused.error.code]).toEqual([409, 'PROJECT_HAS_TASKS']);
  expect((await ask(path)).data).toMatchObject({ id, tasks: { todo: 1 } });
  expect((await ask(path, { method: 'PATCH', body: { name: 'Kept' } })).data.tasks).toEqual({ todo: 1 });
  await ask(`/api/v1/tasks/${data.id}`, { method: 'DELETE' });
  expect((await ask(path, { method: 'DELETE' })).status).toBe(204);
});

test('of a task and the end of its project at the same time one is refused, and no task is left without its project', async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    const { id } = await makeProject();
    const body = { workspaceId: 7, projectId: id, title: 'At once' };
    const [written, deleted] = await Promise.all([
      ask('/api/v1/tasks', { method: 'POST', body }),
      ask(`/api/v1/projects/${id}`, { method: 'DELETE', server: 1 }),
    ]);
    expect([
      [201, 409],
      [400, 204],
    ]).toContainEqual([written.status, deleted.status]);
  }
});

test('an activity stands in the lists and the analytics of its workspace', async () => {
  const list = '/api/v1/activities?workspaceId=7&userId=5';
  const analytics = '/api/v1/analytics/workspaces/7';
  interface Analytics {
    readonly activities: readonly { readonly type: string; readonly activities: number }[];
  }
  const reviewed = ({ data }: Answer<Analytics>) => data.activities.find(({ type }) => type === 'reviewed')?.activities;
  for (const server of [0, 1]) {
    await ask(list, { server });
    expect(reviewed(await ask<Analytics>(analytics, { server }))).toBeUndefined();
  }
  const { data: task } = await ask('/api/v1/tasks', { method: 'POST', body: { workspaceId: 7, title: 'Review it' } });
  const body = { userId: 5, workspaceId: 7, taskId: task.id, type: 'reviewed' };
  const written = await ask('/api/v1/activities', { method: 'POST', body });
  expect([written.status, written.data]).toMatchObject([201, { ...body, createdAt: expect.any(String) }]);
  for (const server of [0, 1]) {
    await expect.poll(async () => (await ask<Thing[]>(list, { server })).data[0]).toEqual(written.data);
    await expect.poll(async () => reviewed(await ask<Analytics>(analytics, { server }))).toBe(1);
  }
  // Of a task that is in another workspace.
  const foreign = await ask('/api/v1/activities', { method: 'POST', body: { ...body, workspaceId: 8 } });
  expect(foreign.error.code).toBe('REFERENCE_UNKNOWN');
  // It tells of what was, also when its task is gone.
  await ask(`/api/v1/tasks/${task.id}`, { method: 'DELETE' });
  expect((await ask<Thing[]>(list)).data[0]).toEqual(written.data);
});

test('what was refused under a key is carried out under it once it can be', async () => {
  const [row] = await pair.database.execute('SELECT max(id) + 1 AS next FROM workspace.tasks');
  const [{ last } = {}] = await pair.database.execute(`SELECT nextval('workspace.tasks_id_seq')::int + 1 AS last`);
  expect(Number(last)).toBeGreaterThanOrEqual(Number(row?.next));
  const body = { userId: 5, workspaceId: 7, taskId: last, type: 'begun' };
  const keyed = { method: 'POST', body, headers: { 'idempotency-key': 'begun-1' } };
  expect((await ask('/api/v1/activities', keyed)).error.code).toBe('REFERENCE_UNKNOWN');
  const { data } = await ask('/api/v1/tasks', { method: 'POST', body: { workspaceId: 7, title: 'Begin' } });
  expect(data.id).toBe(last);
  expect((await ask('/api/v1/activities', { ...keyed, server: 1 })).status).toBe(201);
});

test('a profile says what its member has written, and still counts their tasks', async () => {
  const path = '/api/v1/users/9/profile';
  for (const server of [0, 1]) await ask(path, { server });
  const { data: before } = await ask(path);
  const body = { name: "Nine'; --", email: 'nine@example.org' };
  const changed = await ask(path, { method: 'PATCH', body });
  expect([changed.status, changed.data]).toEqual([200, { ...before, ...body }]);
  for (const server of [0, 1]) {
    await expect.poll(async () => (await ask(path, { server })).data).toEqual({ ...before, ...body });
  }
});

const project = { workspaceId: 1, name: 'Sound' };
const activity = { userId: 1, workspaceId: 1, type: 'viewed' };
test.each([
  ['POST', '/api/v1/projects', [], 'INVALID_PROJECT'],
  ['POST', '/api/v1/projects', { name: 'x' }, 'INVALID_PROJECT'],
  ['POST', '/api/v1/projects', { ...project, name: ' ' }, 'INVALID_PROJECT'],
  ['POST', '/api/v1/projects', { ...project, name: 'x'.repeat(201) }, 'INVALID_PROJECT'],
  ['POST', '/api/v1/projects', { ...project, name: 'a\0b' }, 'INVALID_PROJECT'],
  ['POST', '/api/v1/projects', { ...project, id: 1 }, 'INVALID_PROJECT'],
  ['PATCH', '/api/v1/projects/1', {}, 'INVALID_PROJECT'],
  ['PATCH', '/api/v1/projects/1', { workspaceId: 2 }, 'INVALID_PROJECT'],
  ['PATCH', '/api/v1/projects/1', { toString: 'x' }, 'INVALID_PROJECT'],
  ['PATCH', '/api/v1/projects/999999', { name: 'x' }, 'PROJECT_NOT_FOUND'],
  ['PATCH', '/api/v1/projects/01', { name: 'x' }, 'INVALID_ID'],
  ['DELETE', '/api/v1/projects/999999', undefined, 'PROJECT_NOT_FOUND'],
  ['DELETE', '/api/v1/projects/x', undefined, 'INVALID_ID'],
  ['POST', '/api/v1/activities', 1, 'INVALID_ACTIVITY'],
  ['POST', '/api/v1/activities', { ...activity, type: 'Viewed' }, 'INVALID_ACTIVITY'],
  ['POST', '/api/v1/activities', { ...activity, createdAt: '2020-01-01' }, 'INVALID_ACTIVITY'],
  ['POST', '/api/v1/activities', { ...activity, userId: 999_999 }, 'REFERENCE_UNKNOWN'],
  ['POST', '/api/v1/activities', { ...activity, taskId: 999_999 }, 'REFERENCE_UNKNOWN'],
  ['PATCH', '/api/v1/users/1/profile', {}, 'INVALID_PROFILE'],
  ['PATCH', '/api/v1/users/1/profile', { email: 'nobody' }, 'INVALID_PROFILE'],
  ['PATCH', '/api/v1/users/1/profile', { email: `${'a'.repeat(250)}@b.de` }, 'INVALID_PROFILE'],
  ['PATCH', '/api/v1/users/1/profile', { openTasks: 0 }, 'INVALID_PROFILE'],
  ['PATCH', '/api/v1/users/999999/profile', { name: 'x' }, 'MEMBER_NOT_FOUND'],
])('%s %s with %j is refused with %s', async (method, path, body, code) => {
  const answer = await ask(path, { method, body });
  expect(answer.error.code).toBe(code);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
});

test('the database is as it was seeded for the next start, though tasks of the seed stand in new projects', async () => {
  const { id } = await makeProject();
  expect((await ask('/api/v1/tasks/3', { method: 'PATCH', body: { projectId: id } })).status).toBe(200);
  const client = new Client({ connectionString: pair.database.url });
  await client.connect();
  try {
    await seed.reset(client);
  } finally {
    await client.end();
  }
  const [row] = await pair.database.execute('SELECT max(id) AS last FROM workspace.projects');
  expect(row?.last).toBe(PROJECTS);
});
