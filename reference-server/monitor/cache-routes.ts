import type { FastifyInstance } from 'fastify';
import type { Cache } from '../cache/cache.ts';
import type { Guard } from '../http/authentication.ts';
import type { CachedBody } from '../http/cached-body.ts';
import { fieldsOf } from '../http/fields.ts';
import { HttpError } from '../http/http-error.ts';
import { isPattern, LONGEST_PATTERN } from './cache-pattern.ts';

/** POST /api/v1/performance/cache/invalidate `{"pattern": "audit_events*"}` of document 003, for technical admins: a glob over the keys of every domain. */
export function registerCacheRoutes(
  app: FastifyInstance,
  caches: readonly { readonly cache: Cache<CachedBody> }[],
  guard: Guard,
): void {
  app.post('/api/v1/performance/cache/invalidate', { onRequest: guard('technical_admin') }, async (request) => {
    const { pattern } = fieldsOf(request.body);
    if (!isPattern(pattern)) {
      const message = `pattern is text of 1 to ${LONGEST_PATTERN} characters`;
      throw new HttpError({ statusCode: 400, code: 'INVALID_PATTERN', message });
    }
    await Promise.all(caches.map(({ cache }) => cache.deletePattern(pattern)));
    return { data: { invalidated: pattern } };
  });
}
