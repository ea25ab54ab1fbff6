import type { FastifyInstance } from 'fastify';
import { answerBulk } from '../../bulk/bulk-write.ts';
import type { DomainContext } from '../../domain.ts';
import type { AuditOptions } from './audit-domain.ts';
import { EVENTS_PREFIX } from './cache-keys.ts';
import { type NewEvent, parseEvents } from './new-event.ts';

const INSERT = `
  INSERT INTO audit.events (organization_id, user_id, type, action, resource, detail)
  SELECT organization_id, user_id, type, action, resource, detail
  FROM unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY
    AS event (organization_id, user_id, type, action, resource, detail, place)
  ORDER BY place
  RETURNING id`;
const FIELDS = ['organizationId', 'userId', 'type', 'action', 'resource', 'detail'] as const;

/** POST /api/v1/performance/audit/events/bulk: many events in batches side by side. */
export function registerBulkRoute(app: FastifyInstance, context: DomainContext, options: AuditOptions): void {
  const { pool, cache, clock, guard, count } = context;
  app.post('/api/v1/performance/audit/events/bulk', { onRequest: guard('viewer') }, (request, reply) => {
    const { given, batchSize } = parseEvents(request.body, options.bulk);
    return answerBulk<NewEvent>(
      request,
      reply,
      { pool, table: 'audit.idempotency' },
      {
        given,
        rules: { ...options.bulk, batchSize },
        faultCode: 'INVALID_EVENT',
        clock,
        async write(batch) {
          const values = FIELDS.map((name) => batch.map((event) => event[name]));
          const statement = { name: 'insert-events', text: INSERT, values, timeout: 'critical' } as const;
          return (await pool.query<{ id: number }>(statement)).map(({ id }) => id);
        },
        afterwards(ids) {
          count('audit events created', ids.length);
          return cache.deletePattern(`${EVENTS_PREFIX}*`);
        },
      },
    );
  });
}
