import type { FiveDomainServer } from './five-domains.ts';

const events = '/api/v1/performance/audit/events';
const task = { workspaceId: 1, projectId: 1, assigneeId: 1, title: 'Written', dueDate: '2020-01-01' };
const event = { organizationId: 1, userId: 1, type: 'data', action: 'read', resource: 'file', detail: 'written' };

/** One write that a server of `startFiveDomains` is asked for. */
export interface ApiWrite {
  readonly name: string;
  readonly url: string;
  readonly body?: object;
}

/** What writes, by route; what it says. In this order: later ones change what earlier ones made. */
export const WRITES: readonly ApiWrite[] = [
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

/** Asks for it, as the mightiest role. */
export function sendWrite(server: FiveDomainServer, { name, url, body }: ApiWrite): Promise<Response> {
  const [method = ''] = name.split(' ');
  const authorization = { authorization: server.bearer('technical_admin') };
  const json = { 'content-type': 'application/json' };
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetch(server.url + url, {
    method,
    headers: { ...authorization, ...(body === undefined ? {} : json) },
    ...content,
  });
}
