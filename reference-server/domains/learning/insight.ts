import { buildCacheKey } from '../../cache/facades/hybrid-cache.ts';
import type { DomainContext } from '../../domain.ts';
import { HttpError } from '../../http/http-error.ts';
import type { LearningTtl } from './learning-domain.ts';
import { parseUserId } from './user-id.ts';

/** An aggregate over the rows of one learner. */
export interface Insight {
  /** Below /api/analytics/. */
  readonly path: string;
  /** Which of the document's kinds of data it is. */
  readonly ttl: keyof LearningTtl;
  /** Field of the answer → SQL expression, `$1` for the learner's id. Words of our own only. */
  readonly fields: Readonly<Record<string, string>>;
}

/** GET /api/analytics/…?userId=: `{"success": true, "data": {"result": …}}`, kept for `ttlSeconds`. */
export function registerInsight({ cachedGet, pool }: DomainContext, insight: Insight, ttlSeconds: number): void {
  const { path, fields } = insight;
  const columns = Object.entries(fields).map(([field, expression]) => `${expression} AS "${field}"`);
  const text = `SELECT id AS "userId", ${columns.join(', ')} FROM learning.learners WHERE id = $1`;
  cachedGet<number>({
    url: `/api/analytics/${path}`,
    input: ({ query }) => parseUserId(query),
    key: (userId) => buildCacheKey({ endpoint: path, userId }),
    isPersonal: true,
    ttlSeconds,
    async load(userId, timing) {
      const [result] = await pool.query({ name: path, text, values: [userId], timeout: 'cached' }, timing);
      if (result === undefined) {
        throw new HttpError({ statusCode: 404, code: 'USER_NOT_FOUND', message: `there is no user ${userId}` });
      }
      return successResponse({ result });
    },
  });
}

/** The document's envelope of an answer that is no error. */
function successResponse<Data>(data: Data): { readonly success: true; readonly data: Data } {
  return { success: true, data };
}

/** Rows of a query as a JSON list, in its order. */
export function rows(query: string): string {
  return `(SELECT coalesce(json_agg(one), '[]') FROM (${query}) AS one)`;
}

/** The only row of a query as a JSON object; `null` without one. */
export function row(query: string): string {
  return `(SELECT row_to_json(one) FROM (${query}) AS one)`;
}

/** Three decimals are all that a score means; `null` over no rows. */
export function score(expression: string): string {
  return `round((${expression})::numeric, 3)::float8`;
}
