import type { DomainContext } from '../../domain.ts';
import { loadPage } from '../../page/load-page.ts';
import { type PaginationParams, type PaginationRules, parsePaginationParams } from '../../page/pagination.ts';
import { ACTIVITY_COLUMNS } from './activity.ts';
import { cacheKeys, cacheTags } from './cache-keys.ts';
import {
  type ActivityFilter,
  conditionsOf,
  parseActivityFilter,
  parseTaskFilter,
  parseWorkspaceId,
  type TaskFilter,
} from './list-filters.ts';
import { TASK_COLUMNS } from './task.ts';
import type { WorkspaceOptions } from './workspace-domain.ts';

interface Listed {
  readonly id: number;
}

const equals = (column: string) => (placeholder: string) => `${column} = ${placeholder}`;

/** GET /api/v1/tasks, /api/v1/projects and /api/v1/activities: the lists of one workspace, newest first. */
export function registerLists(context: DomainContext, options: WorkspaceOptions): void {
  const { cachedGet } = context;
  const { ttl, maxAge } = options;
  cachedGet<{ readonly filter: TaskFilter; readonly page: PaginationParams }>({
    url: '/api/v1/tasks',
    input({ query }) {
      const filter = parseTaskFilter(query);
      return { filter, page: pageOf(query, cacheKeys.tasks(filter, ''), options) };
    },
    key: ({ filter, page }) => cacheKeys.tasks(filter, placeOf(page)),
    tags: ({ filter }) => [cacheTags.tasksOf(filter.workspaceId)],
    ttlSeconds: ttl.taskSeconds,
    maxAgeSeconds: maxAge?.taskSeconds ?? 0,
    load({ filter, page }, timing) {
      const where = conditionsOf([
        [equals('workspace_id'), filter.workspaceId],
        [equals('status'), filter.status],
        [equals('priority'), filter.priority],
        [equals('assignee_id'), filter.assigneeId],
        [equals('project_id'), filter.projectId],
        [
          (placeholder) => `to_tsvector('english', title) @@ websearch_to_tsquery('english', ${placeholder})`,
          filter.search,
        ],
      ]);
      return list(context, options, { table: 'workspace.tasks', columns: TASK_COLUMNS, where, page, timing });
    },
  });

  cachedGet<{ readonly workspaceId: number; readonly page: PaginationParams }>({
    url: '/api/v1/projects',
    input({ query }) {
      const workspaceId = parseWorkspaceId(query);
      return { workspaceId, page: pageOf(query, cacheKeys.projects(workspaceId, ''), options) };
    },
    key: ({ workspaceId, page }) => cacheKeys.projects(workspaceId, placeOf(page)),
    tags: ({ workspaceId }) => [cacheTags.projectsOf(workspaceId)],
    ttlSeconds: ttl.taskSeconds,
    maxAgeSeconds: maxAge?.taskSeconds ?? 0,
    load({ workspaceId, page }, timing) {
      const where = conditionsOf([[equals('workspace_id'), workspaceId]]);
      const columns = ['id', 'workspace_id AS "workspaceId"', 'name', 'created_at AS "createdAt"'];
      return list(context, options, { table: 'workspace.projects', columns, where, page, timing });
    },
  });

  cachedGet<{ readonly filter: ActivityFilter; readonly page: PaginationParams }>({
    url: '/api/v1/activities',
    input({ query }) {
      const filter = parseActivityFilter(query);
      return { filter, page: pageOf(query, cacheKeys.activities(filter, ''), options) };
    },
    key: ({ filter, page }) => cacheKeys.activities(filter, placeOf(page)),
    tags: ({ filter }) => [cacheTags.activitiesOf(filter.workspaceId)],
    isPersonal: true,
    ttlSeconds: ttl.analyticsSeconds,
    load({ filter, page }, timing) {
      const where = conditionsOf([
        [equals('workspace_id'), filter.workspaceId],
        [equals('user_id'), filter.userId],
        [equals('type'), filter.type],
        [equals('task_id'), filter.taskId],
      ]);
      const question = { table: 'workspace.activities', columns: ACTIVITY_COLUMNS, where, page, timing };
      return list(context, options, question);
    },
  });
}

function pageOf(query: unknown, name: string, { cursors, page }: WorkspaceOptions): PaginationParams {
  const rules: PaginationRules = { ...page, sortFields: ['id'], sortOrders: ['desc'] };
  return parsePaginationParams(query, { list: name, rules, cursors });
}

function placeOf({ limit, cursor }: PaginationParams): string {
  return `${limit}:${cursor?.id ?? ''}`;
}

function list(
  { pool }: DomainContext,
  { cursors }: WorkspaceOptions,
  question: {
    readonly table: string;
    readonly columns: readonly string[];
    readonly where: ReturnType<typeof conditionsOf>;
    readonly page: PaginationParams;
    readonly timing: Parameters<DomainContext['pool']['query']>[1];
  },
) {
  const { table, columns, where, page, timing } = question;
  return loadPage<Listed>(pool, { table, columns, sortColumn: 'id', ...where, page, cursors }, timing);
}
