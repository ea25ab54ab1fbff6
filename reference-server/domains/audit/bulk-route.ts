import type { FastifyInstance } from 'fastify';
import { DatabaseError } from 'pg';
import { runBatches } from '../../bulk/run-batches.ts';
import type { DomainContext } from '../../domain.ts';
import { HttpError } from '../../http/http-error.ts';
import type { AuditOptions } from './audit-domain.ts';
import { EVENTS_PREFIX } from './cache-keys.ts';
import { type IdempotentAnswer, once } from './idempotency.ts';
import { type BulkRequest, type NewEvent, parseBulkRequest } from './new-event.ts';

const INSERT = `
  INSERT INTO audit.events (organization_id, user_id, type, action, resource, detail)
  SELECT organization_id, user_id, type, action, resource, detail
  FROM unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY
    AS event (organization_id, user_id, type, action, resource, detail, place)
  ORDER BY place
  RETURNING id`;

/**
 * POST /api/v1/performance/audit/events/bulk: many events in batches side by side. 201 when all were written, 207 when some were, and
 * the answer names each that was not. With `Idempotency-Key` a repeated request writes nothing twice.
 */
export function registerBulkRoute(app: FastifyInstance, context: DomainContext, options: AuditOptions): void {
  const { pool, guard } = context;
  app.post('/api/v1/performance/audit/events/bulk', { onRequest: guard('viewer') }, async (request, reply) => {
    const bulk = parseBulkRequest(request.body, options.bulk);
    const key = request.headers['idempotency-key'];
    const work = () => write(bulk, context, options);
    const answer = key === undefined ? await work() : await once(pool, String(key), request.body, work);
    if ('isRepeated' in answer && answer.isRepeated) reply.header('idempotent-replayed', 'true');
    return reply.status(answer.statusCode).send(answer.body);
  });
}

async function write(
  { events, batchSize }: BulkRequest,
  { pool, cache, clock }: DomainContext,
  { bulk }: AuditOptions,
): Promise<IdempotentAnswer> {
  const startedAt = clock.monotonicMs();
  const sound = events.flatMap((given) => ('event' in given ? [given] : []));
  let busyMs = 0;
  const results = await runBatches(sound, { ...bulk, batchSize, isTransient }, async (batch) => {
    const began = clock.monotonicMs();
    try {
      const rows = await pool.query<{ id: number }>({
        name: 'insert-events',
        text: INSERT,
        values: columnsOf(batch.map(({ event }) => event)),
        timeout: 'critical',
      });
      return rows.map(({ id }) => id);
    } finally {
      busyMs += clock.monotonicMs() - began;
    }
  });
  const ids = results.flatMap((one) => (one.kind === 'done' ? one.result : []));
  if (ids.length > 0) await cache.deletePattern(`${EVENTS_PREFIX}*`);
  const errors = [
    ...events.flatMap((given) =>
      'fault' in given ? [{ index: given.index, code: 'INVALID_EVENT', message: given.fault }] : [],
    ),
    ...results.flatMap((one) =>
      one.kind === 'failed' ? one.items.map(({ index }) => ({ index, ...told(one.error) })) : [],
    ),
  ].sort((one, other) => one.index - other.index);
  const totalMs = clock.monotonicMs() - startedAt;
  const workers = Math.min(bulk.concurrency, Math.max(1, results.length));
  return {
    statusCode: errors.length === 0 ? 201 : ids.length > 0 ? 207 : sound.length === 0 ? 400 : 503,
    body: {
      data: { created: ids.length, failed: errors.length, batches: results.length, ids, errors },
      performance: {
        totalTime: totalMs,
        averageTimePerEvent: totalMs / events.length,
        concurrencyUtilization: totalMs === 0 ? 0 : busyMs / (totalMs * workers),
      },
    },
  };
}

function columnsOf(events: readonly NewEvent[]): readonly (readonly unknown[])[] {
  return (['organizationId', 'userId', 'type', 'action', 'resource', 'detail'] as const).map((name) =>
    events.map((event) => event[name]),
  );
}

/** The database was not there, or two transactions met; the same statement may do a moment later. */
function isTransient(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.code === '40001' || error.code === '40P01';
  return error instanceof HttpError && error.code !== 'QUERY_TIMEOUT';
}

/** What the client may hear of a failure: ours, never the database's own words. */
function told(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof HttpError) return { code: error.code, message: error.message };
  return { code: 'NOT_WRITTEN', message: 'the event could not be written' };
}
