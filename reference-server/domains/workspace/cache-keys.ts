import type { ActivityFilter, TaskFilter } from './list-filters.ts';

/** Names of what is kept. */
export const cacheKeys = {
  task: (id: number): string => `task:${id}`,
  project: (id: number): string => `project:${id}`,
  profile: (id: number): string => `profile:${id}`,
  analytics: (workspaceId: number): string => `analytics:${workspaceId}`,
  tasks: ({ workspaceId, status, priority, assigneeId, projectId, search }: TaskFilter, page: string): string =>
    `tasks:${JSON.stringify([workspaceId, status, priority, assigneeId, projectId, search])}:${page}`,
  projects: (workspaceId: number, page: string): string => `projects:${workspaceId}:${page}`,
  activities: ({ workspaceId, userId, type, taskId }: ActivityFilter, page: string): string =>
    `activities:${JSON.stringify([workspaceId, userId, type, taskId])}:${page}`,
} as const;

/** What a write makes stale is tagged by whose it is. */
export const cacheTags = {
  /** Every list of a workspace's tasks. */
  tasksOf: (workspaceId: number): string => `tasks-of:${workspaceId}`,
} as const;
