import { hashOf } from '../../cache/cache-keys.ts';
import type { ActivityFilter, TaskFilter } from './list-filters.ts';

/** Names of what is kept. What a client wrote, such as the words of a search, stands hashed in them. */
export const cacheKeys = {
  task: (id: number): string => `task:${id}`,
  project: (id: number): string => `project:${id}`,
  profile: (id: number): string => `profile:${id}`,
  analytics: (workspaceId: number): string => `analytics:${workspaceId}`,
  tasks: ({ workspaceId, status, priority, assigneeId, projectId, search }: TaskFilter, page: string): string =>
    `tasks:${hashOf([workspaceId, status, priority, assigneeId, projectId, search])}:${page}`,
  projects: (workspaceId: number, page: string): string => `projects:${workspaceId}:${page}`,
  activities: ({ workspaceId, userId, type, taskId }: ActivityFilter, page: string): string =>
    `activities:${hashOf([workspaceId, userId, type, taskId])}:${page}`,
} as const;

/** What a write makes stale is tagged by whose it is. */
export const cacheTags = {
  /** Every list of a workspace's tasks. */
  tasksOf: (workspaceId: number): string => `tasks-of:${workspaceId}`,
} as const;
