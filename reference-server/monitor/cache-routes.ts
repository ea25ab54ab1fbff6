import type { FastifyInstance } from 'fastify';
import type { Guard } from '../http/authentication.ts';
import { fieldsOf } from '../http/fields.ts';
import { HttpError } from '../http/http-error.ts';
import { invalidate, invalidationOf, type KeptDomain } from './invalidation.ts';

/** POST /api/v1/performance/cache/invalidate `{"pattern": "audit_events*"}` of document 003, or `{"strategy": "userUpdate"}`, for technical admins: globs over the keys of every domain. */
export function registerCacheRoutes(app: FastifyInstance, domains: readonly KeptDomain[], guard: Guard): void {
  app.post('/api/v1/performance/cache/invalidate', { onRequest: guard('technical_admin') }, async (request) => {
    const fields = fieldsOf(request.body);
    const patterns = invalidationOf(fields);
    if (typeof patterns === 'string') {
      throw new HttpError({ statusCode: 400, code: 'INVALID_PATTERN', message: patterns });
    }
    await invalidate(domains, patterns);
    return { data: { invalidated: fields.strategy ?? fields.pattern } };
  });
}
