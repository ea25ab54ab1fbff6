import type { FastifyInstance } from 'fastify';
import { DatabaseError } from 'pg';
import { answerOnce } from '../../bulk/answer-once.ts';
import { insertRows, type StatementRunner } from '../../bulk/insert-rows.ts';
import type { DomainContext } from '../../domain.ts';
import { HttpError } from '../../http/http-error.ts';
import { pathId } from '../../http/path-id.ts';
import { cacheKeys, cacheTags } from './cache-keys.ts';
import { parsePostsBatch } from './posts-batch.ts';
import type { UsersOptions } from './users-domain.ts';

/** GET /api/posts/:id, and POST /api/posts, which takes many at once. */
export function registerPostRoutes(app: FastifyInstance, context: DomainContext, options: UsersOptions): void {
  const { cachedGet, pool, cache, count, callerOf } = context;

  cachedGet<number>({
    url: '/api/posts/:id',
    input: pathId,
    key: cacheKeys.post,
    ttlSeconds: options.ttl.querySeconds,
    async load(id, timing) {
      const text = `
        SELECT posts.id, title, body, posts.created_at AS "createdAt", json_build_object('id', users.id, 'name', name) AS author
        FROM users.posts JOIN users.users ON users.id = user_id
        WHERE posts.id = $1`;
      const [post] = await pool.query({ name: 'post', text, values: [id], timeout: 'cached' }, timing);
      if (post === undefined) {
        throw new HttpError({ statusCode: 404, code: 'POST_NOT_FOUND', message: `there is no post ${id}` });
      }
      return { data: post };
    },
  });

  app.post('/api/posts', (request, reply) => {
    const posts = parsePostsBatch(request.body, options.maxBatchRows);
    const authors = [...new Set(posts.map(({ userId }) => userId))];
    const given = {
      name: 'insert-posts',
      table: 'users.posts',
      columns: { user_id: 'int', title: 'text', body: 'text' },
      rows: posts.map(({ userId, title, body }) => [userId, title, body]),
      returning: 'id',
    };
    return answerOnce(request, reply, { pool, keyTable: 'users.idempotency', callerOf }, async (part) => {
      const insert = (sql: StatementRunner) => insertRows<{ id: number }>(sql, given, request.timing);
      const rows = await part('posts', insert).catch(refuseUnknown);
      count('posts created', rows.length);
      const ids = rows.map(({ id }) => id);
      await Promise.all([
        cache.deleteTags(...authors.map(cacheTags.newestPostsOf)),
        // Somebody may have asked for one before it was there.
        cache.delete(...ids.map(cacheKeys.post)),
      ]);
      return { statusCode: 201, body: { data: { ids } } };
    });
  });
}

function refuseUnknown(error: unknown): never {
  if (!(error instanceof DatabaseError && error.code === '23503')) throw error;
  const message = 'a post names a user that does not exist';
  throw new HttpError({ statusCode: 400, code: 'UNKNOWN_USER', message, cause: error });
}
