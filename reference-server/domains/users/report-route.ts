import type { DomainContext } from '../../domain.ts';
import { cacheKeys } from './cache-keys.ts';
import type { UsersOptions } from './users-domain.ts';

const authors = 500;

/** GET /api/large-report: the busiest authors. A large answer (about 70 kB) that reads every post, so costly to make. */
export function registerReportRoute({ cachedGet, pool }: DomainContext, { ttl }: UsersOptions): void {
  cachedGet<null>({
    url: '/api/large-report',
    input: () => null,
    key: cacheKeys.report,
    isPersonal: true,
    ttlSeconds: ttl.reportSeconds,
    async load(_input, timing) {
      const text = `
        SELECT id, name, email, status, created_at AS "createdAt", posts, "lastPostAt"
        FROM (
          SELECT user_id, count(*)::int AS posts, max(created_at) AS "lastPostAt"
          FROM users.posts GROUP BY user_id ORDER BY posts DESC, user_id LIMIT $1
        ) AS busiest
        JOIN users.users ON id = user_id
        ORDER BY posts DESC, id`;
      const statement = { name: 'report', text, values: [authors], timeout: 'long-running' } as const;
      return { data: await pool.query(statement, timing) };
    },
  });
}
