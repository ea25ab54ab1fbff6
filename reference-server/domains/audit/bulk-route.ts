import type { FastifyInstance } from 'fastify';
import { answerBulk } from '../../bulk/bulk-write.ts';
import { insertRows } from '../../bulk/insert-rows.ts';
import type { DomainContext } from '../../domain.ts';
import type { AuditOptions } from './audit-domain.ts';
import { EVENTS_PREFIX } from './cache-keys.ts';
import { type NewEvent, parseEvents } from './new-event.ts';

const COLUMNS = {
  organization_id: 'int',
  user_id: 'int',
  type: 'text',
  action: 'text',
  resource: 'text',
  detail: 'text',
} as const;

/** POST /api/v1/performance/audit/events/bulk: many events in batches side by side. */
export function registerBulkRoute(app: FastifyInstance, context: DomainContext, options: AuditOptions): void {
  const { pool, queries, cache, clock, guard, count, callerOf } = context;
  app.post('/api/v1/performance/audit/events/bulk', { onRequest: guard('viewer') }, (request, reply) => {
    const { given, batchSize } = parseEvents(request.body, options.bulk);
    return answerBulk<NewEvent>(request, reply, {
      given,
      rules: { ...options.bulk, batchSize },
      faultCode: 'INVALID_EVENT',
      clock,
      pool,
      keyTable: 'audit.idempotency',
      callerOf,
      async write(batch, sql) {
        const rows = batch.map(({ organizationId, userId, type, action, resource, detail }) => [
          organizationId,
          userId,
          type,
          action,
          resource,
          detail,
        ]);
        const given = { name: 'insert-events', table: 'audit.events', columns: COLUMNS, rows, returning: 'id' };
        return (await insertRows<{ id: number }>(sql, given)).map(({ id }) => id);
      },
      afterwards(ids) {
        count('audit events created', ids.length);
        // By tags, as another server may be about to keep what it has read before. The counts first: a page that is made anew is then
        // made of new ones.
        return queries.deleteTags(EVENTS_PREFIX).then(() => cache.deleteTags(EVENTS_PREFIX));
      },
    });
  });
}
