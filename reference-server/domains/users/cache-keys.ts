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

  /**
   * What a new post of a user makes stale: the first page of their posts, in every length it can be asked for. Later pages
   * stay true, as they begin at a row and new posts come before it.
   */
  staleAfterPost: (id: number, maxLimit: number): readonly string[] =>
    Array.from({ length: maxLimit }, (_, index) => `user:${id}:posts:${index + 1}:`),
} as const;

/** Where a page begins, hashed: in a list by address it is somebody's address. */
function position({ cursor }: PaginationParams): string {
  return cursor === null ? '' : hashOf([cursor.value, cursor.id]);
}
