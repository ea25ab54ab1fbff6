import { hashOf } from '../../cache/cache-keys.ts';
import type { ActivityFilter, TaskFilter } from './list-filters.ts';
import type { TaskFields } from './task.ts';

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

/**
 * What a write makes stale is tagged by whose it is. By tags and not by keys: another server may be about to keep what it has read
 * before the write.
 */
export const cacheTags = {
  task: (id: number): string => `task:${id}`,
  /** Every list of a workspace's tasks, and its analytics. */
  tasksOf: (workspaceId: number): string => `tasks-of:${workspaceId}`,
  /** Every list of a workspace's projects. */
  projectsOf: (workspaceId: number): string => `projects-of:${workspaceId}`,
  /** Every list of a workspace's activities, and its analytics. */
  activitiesOf: (workspaceId: number): string => `activities-of:${workspaceId}`,
  /** A project, which counts its tasks. */
  project: (id: number): string => `project:${id}`,
  /** The profile of a member, which counts their tasks. */
  member: (id: number): string => `member:${id}`,
} as const;

/** Tags of all that tells of a task with these fields; each once. */
export function tagsOfTasks(
  tasks: readonly Pick<TaskFields, 'workspaceId' | 'projectId' | 'assigneeId'>[],
): readonly string[] {
  const tags = tasks.flatMap(({ workspaceId, projectId, assigneeId }) => [
    cacheTags.tasksOf(workspaceId),
    ...(projectId === null ? [] : [cacheTags.project(projectId)]),
    ...(assigneeId === null ? [] : [cacheTags.member(assigneeId)]),
  ]);
  return [...new Set(tags)];
}
