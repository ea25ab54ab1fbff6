import { expect, test } from 'vitest';
import { parseTaskFilter } from '../../reference-server/domains/workspace/list-filters.ts';
import { parseNewTask } from '../../reference-server/domains/workspace/task.ts';
import { hashOf, visitsOf } from '../../tests/scenarios/visits-of.ts';
import { bestHitRate } from './best-hit-rate.ts';
import { workspaceTraceOf } from './workspace-trace.ts';

const visits = (seed: number, count: number) => visitsOf(workspaceTraceOf(seed, 200_000), count);

test('the visits of seed 1 are these: another trace is another benchmark', () => {
  expect(hashOf(visits(1, 1_000))).toBe('3aff27c916dabc27');
  expect(visits(2, 10)).not.toEqual(visits(1, 10));
});

test('routes, reloads and next pages come in the shares that the trace states', () => {
  const all = visits(5, 20_000);
  const share = (is: (visit: (typeof all)[number]) => boolean) => all.filter(is).length / all.length;
  expect(share(({ route }) => route === 'GET /api/v1/tasks/:id')).toBeCloseTo(0.26, 2);
  expect(share(({ route }) => route === 'GET /api/v1/tasks')).toBeCloseTo(0.25, 2);
  expect(share(({ body }) => body !== null)).toBeCloseTo(0.04, 2);
  expect(share(({ next }) => next === 'reload')).toBeCloseTo(0.25 * 0.56, 2);
  expect(share(({ next }) => next === 'next page')).toBeCloseTo(0.3 * 0.4, 2);
});

test('what is asked and written is what the server takes, of what there is', () => {
  const paths = visits(3, 20_000);
  const ids = (pattern: RegExp) => paths.flatMap(({ path }) => pattern.exec(path)?.slice(1).map(Number) ?? []);
  for (const [pattern, most] of [
    [/^\/api\/v1\/tasks\/(\d+)$/, 200_000],
    [/^\/api\/v1\/users\/(\d+)\/profile$/, 20_000],
    [/^\/api\/v1\/projects\/(\d+)$/, 5_000],
    [/^\/api\/v1\/analytics\/workspaces\/(\d+)$/, 500],
    [/[?]workspaceId=(\d+)/, 500],
  ] as const) {
    const asked = ids(pattern);
    expect(asked.length).toBeGreaterThan(500);
    expect(Math.min(...asked)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...asked)).toBeLessThanOrEqual(most);
  }
  for (const { route, path, body } of paths) {
    if (route === 'GET /api/v1/tasks') parseTaskFilter(Object.fromEntries(new URL(path, 'http://a').searchParams));
    if (body === null) continue;
    const { tasks = [JSON.parse(body)] } = JSON.parse(body);
    for (const task of tasks) parseNewTask(task);
  }
});

test('far more things are asked for than the first tier of the cache holds', () => {
  expect(new Set(visits(1, 12_000).map(({ path }) => path)).size).toBeGreaterThan(5_000);
});

test('what docs/decisions says of the hit rate is what the trace allows', () => {
  const plan = { rate: 150, warmUpSeconds: 10, seconds: 65 };
  const rate = bestHitRate(workspaceTraceOf(1, 200_000), plan, (held, { body }) => {
    const written = JSON.parse(body ?? '');
    const tasks: readonly { workspaceId: number; projectId: number; assigneeId: number }[] = written.tasks ?? [written];
    for (const { workspaceId, projectId, assigneeId } of tasks) {
      held.delete(`/api/v1/analytics/workspaces/${workspaceId}`);
      held.delete(`/api/v1/projects/${projectId}`);
      held.delete(`/api/v1/users/${assigneeId}/profile`);
    }
    const lists = new RegExp(`^/api/v1/tasks[?]workspaceId=${tasks[0]?.workspaceId}(&|$)`);
    for (const key of held) if (lists.test(key)) held.delete(key);
  });
  expect(rate).toBeCloseTo(0.49, 2);
});
