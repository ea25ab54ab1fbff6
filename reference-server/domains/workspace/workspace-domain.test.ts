import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCursorCodec } from '../../page/cursor.ts';
import type { Logger } from '../../ports.ts';
import { workspaceSeed } from '../../seed/workspace-seed.ts';
import { type DomainPair, startDomainPair } from '../../testing/domain-pair.ts';
import type { DomainServer } from '../../testing/domain-server.ts';
import type { TestDatabase } from '../../testing/test-database.ts';
import { workspaceDomain } from './workspace-domain.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const seed = workspaceSeed({ seed: 1, workspaces: 20, members: 200, projects: 100, tasks: 5_000, activities: 10_000 });
let database: TestDatabase;
/** Two servers on one database and one Redis, as behind a load balancer. */
let servers: readonly DomainServer[];
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
  ({ servers, database } = pair);
}, 60_000);
afterAll(() => pair.stop());

interface Task {
  readonly id: number;
  readonly workspaceId: number;
  readonly title: string;
  readonly status: string;
  readonly priority: number;
}
interface Answer<Data> {
  readonly status: number;
  readonly tier: string | null;
  readonly data: Data;
  readonly error: { readonly code: string; readonly message: string };
  readonly pagination: { readonly nextCursor: string | null; readonly hasMore: boolean };
}

async function ask<Data = Task>(
  path: string,
  init: { method?: string; body?: unknown; server?: number } = {},
): Promise<Answer<Data>> {
  const { method = 'GET', body, server = 0 } = init;
  const answer = await fetch(`${servers[server]?.url}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, tier: answer.headers.get('x-cache'), ...(text === '' ? {} : JSON.parse(text)) };
}

const task = { workspaceId: 7, title: 'Measure the cache' };

test('the same seed makes the same rows, and the seven indexes of the document are there', async () => {
  const [row] = await database.execute(`
    SELECT md5((SELECT string_agg(t::text, ' ' ORDER BY id) FROM workspace.tasks t) ||
               (SELECT string_agg(a::text, ' ' ORDER BY id) FROM workspace.activities a) ||
               (SELECT string_agg(m::text, ' ' ORDER BY id) FROM workspace.members m)) AS md5`);
  expect(row?.md5).toBe('0cf856abadb8c6f999bb84254e3c7c66');
  const indexes = await database.execute(`SELECT indexname FROM pg_indexes WHERE schemaname = 'workspace'`);
  const names = indexes.map(({ indexname }) => indexname);
  for (const name of [
    'idx_tasks_workspace_status_priority',
    'idx_tasks_assignee_due_date',
    'idx_tasks_project_status',
    'idx_tasks_title_gin',
    'idx_activities_user_workspace_created',
    'idx_activities_type_created',
    'idx_activities_task_created',
  ]) {
    expect(names).toContain(name);
  }
});

test('the tasks of a workspace run on newest first, each once, within the filter', async () => {
  const seen: Task[] = [];
  let next: string | null = '';
  while (next !== null) {
    const answer: Answer<Task[]> = await ask(
      `/api/v1/tasks?workspaceId=1&status=done&priority=2&limit=7${next === '' ? '' : `&cursor=${next}`}`,
    );
    seen.push(...answer.data);
    next = answer.pagination.nextCursor;
  }
  const expected = await database.execute(
    "SELECT id FROM workspace.tasks WHERE workspace_id = 1 AND status = 'done' AND priority = 2 ORDER BY id DESC",
  );
  expect(seen.length).toBeGreaterThan(7);
  expect(seen.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
});

test('a search finds words of titles in any order, and speaks no SQL', async () => {
  const found = await ask<Task[]>('/api/v1/tasks?workspaceId=1&search=dashboard+shipping&limit=100');
  const [expected] = await database.execute(`
    SELECT count(*)::int AS tasks FROM workspace.tasks WHERE workspace_id = 1 AND title ILIKE 'ship dashboard%'`);
  expect(found.data).toHaveLength(Number(expected?.tasks));
  expect(found.data.length).toBeGreaterThan(0);
  const odd = await ask<Task[]>(`/api/v1/tasks?workspaceId=1&search=${encodeURIComponent("'; DROP TABLE x; --")}`);
  expect([odd.status, odd.data]).toEqual([200, []]);
});

test('projects, profiles and analytics count what is there', async () => {
  const project = await ask<{ tasks: Record<string, number> }>('/api/v1/projects/3');
  const [tasks] = await database.execute('SELECT count(*)::int AS all FROM workspace.tasks WHERE project_id = 3');
  expect(Object.values(project.data.tasks).reduce((sum, one) => sum + one, 0)).toBe(tasks?.all);
  const profile = await ask<{ name: string; openTasks: number }>('/api/v1/users/5/profile');
  expect(profile.data).toMatchObject({ name: 'Member 5', openTasks: expect.any(Number) });
  const analytics = await ask<{ activities: { activities: number }[] }>('/api/v1/analytics/workspaces/1');
  const [activities] = await database.execute(
    'SELECT count(*)::int AS all FROM workspace.activities WHERE workspace_id = 1',
  );
  expect(analytics.data.activities.reduce((sum, one) => sum + one.activities, 0)).toBe(activities?.all);
  expect((await ask<unknown[]>('/api/v1/projects?workspaceId=3')).data).toHaveLength(5);
  expect((await ask<{ taskId: number }[]>('/api/v1/activities?workspaceId=1&type=viewed')).data).toHaveLength(20);
});

test('what is written is seen by every server at once, though lists and tasks are kept', async () => {
  const list = '/api/v1/tasks?workspaceId=7&limit=5';
  for (const server of [0, 1]) expect((await ask<Task[]>(list, { server })).status).toBe(200);
  const created = await ask('/api/v1/tasks', { method: 'POST', body: task });
  expect([created.status, created.data]).toMatchObject([201, { ...task, status: 'todo', priority: 3, dueDate: null }]);
  const { id } = created.data;
  for (const server of [0, 1]) {
    await expect.poll(async () => (await ask<Task[]>(list, { server })).data[0]?.id).toBe(id);
    expect((await ask(`/api/v1/tasks/${id}`, { server })).data.title).toBe(task.title);
  }
  expect((await ask(`/api/v1/tasks/${id}`)).tier).toBe('l1');
  const body = { status: 'done', priority: 1, dueDate: '2026-02-28' };
  const changed = await ask(`/api/v1/tasks/${id}`, { method: 'PATCH', body });
  expect([changed.status, changed.data]).toMatchObject([200, body]);
  for (const server of [0, 1]) {
    await expect.poll(async () => (await ask(`/api/v1/tasks/${id}`, { server })).data.status).toBe('done');
  }
  expect((await ask(`/api/v1/tasks/${id}`, { method: 'DELETE', server: 1 })).status).toBe(204);
  for (const server of [0, 1]) {
    await expect.poll(async () => (await ask(`/api/v1/tasks/${id}`, { server })).error?.code).toBe('TASK_NOT_FOUND');
  }
  expect((await ask(`/api/v1/tasks/${id}`, { method: 'DELETE' })).status).toBe(404);
});

test('many tasks at once: the sound ones are written, the others named', async () => {
  const tasks = [task, { ...task, title: '' }, { ...task, projectId: 4 }, { ...task, colour: 'red' }];
  const answer = await ask<{ created: number; errors: object[] }>('/api/v1/tasks/bulk', {
    method: 'POST',
    body: { tasks },
  });
  expect(answer.status).toBe(207);
  expect(answer.data).toMatchObject({
    created: 2,
    errors: [
      { index: 1, code: 'INVALID_TASK', message: 'title is text of 1 to 200 characters' },
      { index: 3, code: 'INVALID_TASK', message: 'there is no field "colour"' },
    ],
  });
  const unknown = { tasks: [task, { ...task, assigneeId: 999_999 }], batchSize: 1 };
  expect((await ask('/api/v1/tasks/bulk', { method: 'POST', body: unknown })).data).toMatchObject({
    created: 1,
    errors: [{ index: 1, code: 'REFERENCE_UNKNOWN' }],
  });
  const [, stranger] = unknown.tasks;
  expect(await ask('/api/v1/tasks/bulk', { method: 'POST', body: { tasks: [stranger] } })).toMatchObject({
    status: 400,
    error: { code: 'BULK_REFUSED' },
    data: { created: 0, errors: [{ index: 0, code: 'REFERENCE_UNKNOWN' }] },
  });
});

test.each([
  ['GET', '/api/v1/tasks', undefined, 'INVALID_FILTER'],
  ['GET', '/api/v1/tasks?workspaceId=1&status=lost', undefined, 'INVALID_FILTER'],
  ['GET', '/api/v1/tasks?workspaceId=1&priority=9', undefined, 'INVALID_FILTER'],
  ['GET', '/api/v1/tasks?workspaceId=1&search=%20', undefined, 'INVALID_FILTER'],
  ['GET', '/api/v1/activities?workspaceId=1&type=A', undefined, 'INVALID_FILTER'],
  ['GET', '/api/v1/tasks?workspaceId=1&cursor=x', undefined, 'INVALID_CURSOR'],
  ['GET', '/api/v1/tasks/0', undefined, 'INVALID_ID'],
  ['GET', '/api/v1/tasks/999999', undefined, 'TASK_NOT_FOUND'],
  ['GET', '/api/v1/projects/999999', undefined, 'PROJECT_NOT_FOUND'],
  ['GET', '/api/v1/users/999999/profile', undefined, 'MEMBER_NOT_FOUND'],
  ['POST', '/api/v1/tasks', [], 'INVALID_TASK'],
  ['POST', '/api/v1/tasks', { workspaceId: 1 }, 'INVALID_TASK'],
  ['POST', '/api/v1/tasks', { ...task, dueDate: '2026-02-30' }, 'INVALID_TASK'],
  ['POST', '/api/v1/tasks', { ...task, projectId: 999_999 }, 'REFERENCE_UNKNOWN'],
  ['POST', '/api/v1/tasks/bulk', { tasks: [] }, 'INVALID_TASKS'],
  ['PATCH', '/api/v1/tasks/1', {}, 'INVALID_TASK'],
  ['PATCH', '/api/v1/tasks/1', { workspaceId: 2 }, 'INVALID_TASK'],
  ['PATCH', '/api/v1/tasks/1', { toString: 'x' }, 'INVALID_TASK'],
  ['PATCH', '/api/v1/tasks/1', { assigneeId: 999_999 }, 'REFERENCE_UNKNOWN'],
  ['PATCH', '/api/v1/tasks/999999', { status: 'done' }, 'TASK_NOT_FOUND'],
])('%s %s with %j is refused with %s', async (method, path, body, code) => {
  const answer = await ask(path, { method, body });
  expect(answer.error.code).toBe(code);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
});

test('a task that somebody asked for before it was made is there for everybody once it is', async () => {
  const { data } = await ask('/api/v1/tasks', { method: 'POST', body: task });
  const next = `/api/v1/tasks/${data.id + 1}`;
  for (const server of [0, 1, 0, 1]) expect((await ask(next, { server })).status).toBe(404);
  await ask('/api/v1/tasks', { method: 'POST', body: { ...task, title: 'Asked for too early' }, server: 1 });
  for (const server of [1, 0]) {
    expect(await ask(next, { server })).toMatchObject({ status: 200, data: { title: 'Asked for too early' } });
  }
});
