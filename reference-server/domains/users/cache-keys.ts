import { hashOf } from '../../cache/cache-keys.ts';
import type { PaginationParams } from '../../page/pagination.ts';

/** Names of what is kept. One thing has one key, and whoever changes a thing finds all its keys here. */
export const cacheKeys = {
  user: (id: number): string => `user:${id}`,
  post: (id: number): string => `post:${id}`,
  usersPage: (page: PaginationParams): string =>
    `users:page:${page.sortField}:${page.sortOrder}:${page.limit}:${position(page)}`,
  userPosts: (id: number, page: PaginationParams): string => `user:${id}:posts:${page.limit}:${position(page)}`,
  report: (): string => 'report:posts',
} as const;

/** What new posts make stale. By a tag and not by keys: another server may be about to keep what it has read before. */
export const cacheTags = {
  /** The first page of a user's posts, in every length. Later pages stay true, as they begin at a row and new posts come before it. */
  newestPostsOf: (userId: number): string => `newest-posts-of:${userId}`,
} as const;

/** Where a page begins, hashed: in a list by address it is somebody's address. */
function position({ cursor }: PaginationParams): string {
  return cursor === null ? '' : hashOf([cursor.value, cursor.id]);
}
