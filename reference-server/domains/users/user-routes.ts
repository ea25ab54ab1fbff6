import type { DomainContext } from '../../domain.ts';
import { HttpError } from '../../http/http-error.ts';
import { pathId } from '../../http/path-id.ts';
import { loadPage } from '../../page/load-page.ts';
import { type PaginationParams, type PaginationRules, parsePaginationParams } from '../../page/pagination.ts';
import { cacheKeys, cacheTags } from './cache-keys.ts';
import type { UsersOptions } from './users-domain.ts';

interface User {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly status: string;
  readonly createdAt: Date;
}

interface PostOfUser {
  readonly id: number;
  readonly title: string;
  readonly body: string;
  readonly createdAt: Date;
}

const userColumns = ['id', 'email', 'name', 'status', 'created_at AS "createdAt"'];
const sortColumns: Readonly<Record<string, string>> = { id: 'id', email: 'email', createdAt: 'created_at' };

/** GET /api/users, GET /api/users/:id and GET /api/users/:id/posts. */
export function registerUserRoutes(
  { cachedGet, pool }: DomainContext,
  { cursors, ttl, maxAge, page }: UsersOptions,
): void {
  const userRules: PaginationRules = { ...page, sortFields: ['id', 'email', 'createdAt'], sortOrders: ['desc', 'asc'] };
  // Newest first and no other way: a new post then makes only first pages stale.
  const postRules: PaginationRules = { ...page, sortFields: ['createdAt'], sortOrders: ['desc'] };

  cachedGet<PaginationParams>({
    url: '/api/users',
    input: ({ query }) => parsePaginationParams(query, { list: 'users', rules: userRules, cursors }),
    key: cacheKeys.usersPage,
    isPersonal: true,
    ttlSeconds: ttl.querySeconds,
    load(params, timing) {
      const { sortField, sortOrder, cursor } = params;
      const question = {
        name: `users-by-${sortField}-${sortOrder}-${cursor === null ? 'first' : 'next'}`,
        table: 'users.users',
        columns: userColumns,
        sortColumn: sortColumns[sortField] ?? 'id',
        page: params,
        cursors,
      };
      return loadPage<User>(pool, question, timing);
    },
  });

  cachedGet<number>({
    url: '/api/users/:id',
    input: pathId,
    key: cacheKeys.user,
    isPersonal: true,
    ttlSeconds: ttl.userSeconds,
    maxAgeSeconds: maxAge?.userSeconds ?? 0,
    async load(id, timing) {
      const text = `SELECT ${userColumns.join(', ')} FROM users.users WHERE id = $1`;
      const [user] = await pool.query<User>({ name: 'user', text, values: [id], timeout: 'cached' }, timing);
      if (user === undefined) throw noSuchUser(id);
      return { data: user };
    },
  });

  cachedGet<{ readonly id: number; readonly params: PaginationParams }>({
    url: '/api/users/:id/posts',
    input(request) {
      const id = pathId(request);
      return {
        id,
        params: parsePaginationParams(request.query, { list: `users/${id}/posts`, rules: postRules, cursors }),
      };
    },
    key: ({ id, params }) => cacheKeys.userPosts(id, params),
    tags: ({ id, params }) => (params.cursor === null ? [cacheTags.newestPostsOf(id)] : []),
    ttlSeconds: ttl.querySeconds,
    async load({ id, params }, timing) {
      const question = {
        name: `posts-of-user-${params.cursor === null ? 'first' : 'next'}`,
        table: 'users.posts',
        columns: ['id', 'title', 'body', 'created_at AS "createdAt"'],
        sortColumn: 'created_at',
        filter: { column: 'user_id', value: id },
        page: params,
        cursors,
      };
      const page = await loadPage<PostOfUser>(pool, question, timing);
      if (page.data.length === 0 && !(await userExists(id))) throw noSuchUser(id);
      return page;

      async function userExists(user: number): Promise<boolean> {
        const text = 'SELECT 1 FROM users.users WHERE id = $1';
        const cache = { ttlSeconds: ttl.userSeconds, namespace: `user:${user}` };
        const statement = { name: 'user-exists', text, values: [user], timeout: 'cached', cache } as const;
        return (await pool.query(statement, timing)).length > 0;
      }
    },
  });
}

function noSuchUser(id: number): HttpError {
  return new HttpError({ statusCode: 404, code: 'USER_NOT_FOUND', message: `there is no user ${id}` });
}
