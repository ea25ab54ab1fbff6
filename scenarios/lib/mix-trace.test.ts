import { expect, test } from 'vitest';
import { settings } from '../../reference-server/config/settings.ts';
import { visitsOf } from '../../tests/scenarios/visits-of.ts';
import { auditTraceOf } from './audit-trace.ts';
import { bestHitRate } from './best-hit-rate.ts';
import { learningTraceOf } from './learning-trace.ts';
import { mixTraceOf } from './mix-trace.ts';
import { opalTraceOf } from './opal-trace.ts';
import { usersTraceOf } from './users-trace.ts';
import type { Visit } from './visit.ts';
import { workspaceTraceOf } from './workspace-trace.ts';

/** As the reference server is seeded when nobody says otherwise. */
const space = {
  users: settings['seed.users'].value,
  posts: settings['seed.posts'].value,
  tasks: settings['seed.tasks'].value,
  organizations: settings['seed.organizations'].value,
  learners: settings['seed.learners'].value,
  mappings: settings['seed.mappings'].value,
};
const visits = (seed: number, count: number): readonly Visit[] => visitsOf(mixTraceOf(seed, space), count);

const domainOf = ({ route }: Visit): string => {
  if (route.includes('/audit/')) return 'audit';
  if (route.includes(' /api/v1/')) return 'workspace';
  if (route.includes(' /api/analytics/')) return 'learning';
  return /\/api\/(opal|mappings|rules|metrics)\b/.test(route) ? 'opal' : 'users';
};

test('each domain has its share of every twenty visits', () => {
  const all = visits(1, 200);
  for (let from = 0; from < all.length; from += 20) {
    const counts: Record<string, number> = {};
    for (const visit of all.slice(from, from + 20)) counts[domainOf(visit)] = (counts[domainOf(visit)] ?? 0) + 1;
    expect(counts).toEqual({ users: 10, workspace: 4, opal: 3, learning: 2, audit: 1 });
  }
});

test("a domain's part is its own trace, visit for visit", () => {
  const all = visits(7, 4_000);
  const traces = {
    users: usersTraceOf(7, space),
    workspace: workspaceTraceOf(7, space.tasks),
    opal: opalTraceOf(7, space.mappings),
    learning: learningTraceOf(7, space.learners),
    audit: auditTraceOf(7, space.organizations),
  };
  for (const [domain, visitAt] of Object.entries<(iteration: number) => Visit>(traces)) {
    const part = all.filter((visit) => domainOf(visit) === domain);
    expect(part.length).toBeGreaterThanOrEqual(200);
    expect(part).toEqual(part.map((_, index) => visitAt(index)));
  }
});

test('there is more than ten times as much to ask for as the first tiers of all domains hold', () => {
  const things = space.users * 2 + space.posts + space.tasks + 25_000 + space.organizations * 365 + space.learners * 8;
  expect(things).toBeGreaterThan(10 * 5 * settings['cache.l1.maxEntries'].value);
});

test('what docs/decisions says of the hit rate of users is what their half of the mix allows', () => {
  const plan = { rate: 200, warmUpSeconds: 10, seconds: 65 };
  const rate = bestHitRate(usersTraceOf(1, space), plan, (held, { body }) => {
    for (const { userId } of JSON.parse(body ?? '').posts) held.delete(`/api/users/${userId}/posts`);
  });
  expect(rate).toBeCloseTo(0.62, 2);
});
