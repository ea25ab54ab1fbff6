import type { DomainContext } from '../../domain.ts';
import { pathId } from '../../http/path-id.ts';
import { cacheKeys, cacheTags } from './cache-keys.ts';
import { noSuchMember, PROFILE_COLUMNS } from './profile.ts';
import { noSuchProject, PROJECT_COLUMNS } from './project.ts';
import type { WorkspaceOptions } from './workspace-domain.ts';

/** GET /api/v1/projects/:id, /api/v1/users/:id/profile and /api/v1/analytics/workspaces/:id. */
export function registerReads({ cachedGet, pool }: DomainContext, { ttl, maxAge }: WorkspaceOptions): void {
  cachedGet<number>({
    url: '/api/v1/projects/:id',
    input: pathId,
    key: cacheKeys.project,
    tags: (id) => [cacheTags.project(id)],
    ttlSeconds: ttl.taskSeconds,
    maxAgeSeconds: maxAge?.taskSeconds ?? 0,
    async load(id, timing) {
      const text = `SELECT ${PROJECT_COLUMNS} FROM workspace.projects WHERE id = $1`;
      const [project] = await pool.query({ name: 'project', text, values: [id], timeout: 'cached' }, timing);
      if (project === undefined) throw noSuchProject(id);
      return { data: project };
    },
  });

  cachedGet<number>({
    url: '/api/v1/users/:id/profile',
    input: pathId,
    key: cacheKeys.profile,
    tags: (id) => [cacheTags.member(id)],
    isPersonal: true,
    ttlSeconds: ttl.profileSeconds,
    maxAgeSeconds: maxAge?.profileSeconds ?? 0,
    async load(id, timing) {
      const text = `SELECT ${PROFILE_COLUMNS} FROM workspace.members WHERE id = $1`;
      const [profile] = await pool.query({ name: 'profile', text, values: [id], timeout: 'cached' }, timing);
      if (profile === undefined) throw noSuchMember(id);
      return { data: profile };
    },
  });

  cachedGet<number>({
    url: '/api/v1/analytics/workspaces/:id',
    input: pathId,
    key: cacheKeys.analytics,
    tags: (id) => [cacheTags.tasksOf(id), cacheTags.activitiesOf(id)],
    ttlSeconds: ttl.analyticsSeconds,
    maxAgeSeconds: maxAge?.analyticsSeconds ?? 0,
    async load(id, timing) {
      const values = [id];
      const tasks = pool.query(
        {
          name: 'workspace-tasks',
          text: `SELECT status, priority, count(*)::int AS tasks FROM workspace.tasks WHERE workspace_id = $1 GROUP BY 1, 2 ORDER BY 1, 2`,
          values,
          timeout: 'cached',
        },
        timing,
      );
      const activities = pool.query(
        {
          name: 'workspace-activities',
          text: `
            SELECT date_trunc('month', created_at AT TIME ZONE 'UTC')::date::text AS month, type, count(*)::int AS activities
            FROM workspace.activities WHERE workspace_id = $1 GROUP BY 1, 2 ORDER BY 1, 2`,
          values,
          timeout: 'cached',
        },
        timing,
      );
      const [byStatus, byMonth] = await Promise.all([tasks, activities]);
      return { data: { workspaceId: id, tasks: byStatus, activities: byMonth } };
    },
  });
}
