import { type Draw, drawsOf, weighted } from './random.ts';
import { encodings, nextPageShare, reloadShare, type Trace, type Visit } from './visit.ts';
import { zipfIds } from './zipf-ids.ts';

/** What a team opens: its lists and single tasks most of all. Chosen before its hit rate was known, as that of 0006-trace.md. */
const mix = [
  [26, 'GET /api/v1/tasks/:id'],
  [25, 'GET /api/v1/tasks'],
  [14, 'GET /api/v1/users/:id/profile'],
  [10, 'GET /api/v1/projects/:id'],
  [10, 'GET /api/v1/activities'],
  [5, 'GET /api/v1/projects'],
  [6, 'GET /api/v1/analytics/workspaces/:id'],
  [3, 'POST /api/v1/tasks'],
  [1, 'POST /api/v1/tasks/bulk'],
] as const;

/** Names under which requests are counted. */
export type WorkspaceRoute = (typeof mix)[number][1];

/** As many as the reference server makes; no variable changes them. */
const workspaces = 500;
const members = 20_000;
const projects = 5_000;

const statuses = ['todo', 'doing', 'review', 'done'] as const;
const words = ['budget', 'roadmap', 'login', 'export', 'invoice', 'dashboard', 'search', 'backup'] as const;

/** What a list of tasks is narrowed down by. */
const filters: readonly (readonly [percent: number, filter: (draw: Draw) => string])[] = [
  [50, () => ''],
  [25, (draw) => `&status=${oneOf(statuses, draw)}`],
  [15, (draw) => `&status=${oneOf(statuses, draw)}&priority=${1 + Math.floor(draw() * 4)}`],
  [10, (draw) => `&search=${oneOf(words, draw)}`],
];

/** Visits of members by their number: reads of tasks and what lies around them, and a few new tasks, singly and in bulk. */
export function workspaceTraceOf(seed: number, tasks: number): Trace<WorkspaceRoute> {
  const taskId = zipfIds(tasks);
  const workspaceId = zipfIds(workspaces);
  const memberId = zipfIds(members);
  const projectId = zipfIds(projects);
  const newTask = (draw: Draw, workspaceId: number, title: string) => ({
    workspaceId,
    projectId: projectId(draw),
    assigneeId: memberId(draw),
    title,
    status: 'todo',
    priority: 1 + Math.floor(draw() * 4),
  });

  return (iteration) => {
    const draw = drawsOf(seed, iteration);
    const route = weighted(mix, draw);
    const acceptEncoding = weighted(encodings, draw);
    const read = (path: string): Visit<WorkspaceRoute> => {
      const next = draw() < reloadShare ? 'reload' : 'nothing';
      return { route, path, body: null, acceptEncoding, next };
    };
    const list = (path: string): Visit<WorkspaceRoute> => {
      const next = draw() < nextPageShare ? 'next page' : 'nothing';
      return { route, path, body: null, acceptEncoding, next };
    };
    const write = (path: string, body: object): Visit<WorkspaceRoute> => {
      return { route, path, body: JSON.stringify(body), acceptEncoding, next: 'nothing' };
    };
    switch (route) {
      case 'GET /api/v1/tasks/:id':
        return read(`/api/v1/tasks/${taskId(draw)}`);
      case 'GET /api/v1/users/:id/profile':
        return read(`/api/v1/users/${memberId(draw)}/profile`);
      case 'GET /api/v1/projects/:id':
        return read(`/api/v1/projects/${projectId(draw)}`);
      case 'GET /api/v1/analytics/workspaces/:id':
        return read(`/api/v1/analytics/workspaces/${workspaceId(draw)}`);
      case 'GET /api/v1/tasks':
        return list(`/api/v1/tasks?workspaceId=${workspaceId(draw)}${weighted(filters, draw)(draw)}`);
      case 'GET /api/v1/activities':
        return list(`/api/v1/activities?workspaceId=${workspaceId(draw)}`);
      case 'GET /api/v1/projects':
        return list(`/api/v1/projects?workspaceId=${workspaceId(draw)}`);
      case 'POST /api/v1/tasks':
        return write('/api/v1/tasks', newTask(draw, workspaceId(draw), `Task of visit ${iteration}`));
      case 'POST /api/v1/tasks/bulk': {
        const workspace = workspaceId(draw);
        const tasks = Array.from({ length: 10 + Math.floor(draw() * 21) }, (_, index) =>
          newTask(draw, workspace, `Task ${index + 1} of visit ${iteration}`),
        );
        return write('/api/v1/tasks/bulk', { tasks });
      }
    }
  };
}

function oneOf<Word>(all: readonly [Word, ...Word[]], draw: Draw): Word {
  return all[Math.floor(draw() * all.length)] ?? all[0];
}
