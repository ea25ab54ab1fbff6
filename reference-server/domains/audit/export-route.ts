import type { FastifyInstance } from 'fastify';
import type { DomainContext } from '../../domain.ts';
import { fieldsOf } from '../../http/fields.ts';
import { HttpError } from '../../http/http-error.ts';
import { sendExport } from '../../http/send-export.ts';
import type { SqlStatement } from '../../ports.ts';
import { EXPORT_FORMATS, type ExportFormat, rowEncoder } from '../../stream/row-encoder.ts';
import type { AuditOptions } from './audit-domain.ts';
import { type EventFilter, filterConditions, parseEventFilter } from './event-filter.ts';

export const LARGEST_CHUNK = 10_000;

/** Their text is written as the database sends it, never as objects. */
const columns = [
  { name: 'id', expression: 'id', isNumber: true },
  { name: 'organizationId', expression: 'organization_id', isNumber: true },
  { name: 'userId', expression: 'user_id', isNumber: true },
  { name: 'type', expression: 'type', isNumber: false },
  { name: 'action', expression: 'action', isNumber: false },
  { name: 'resource', expression: 'resource', isNumber: false },
  { name: 'detail', expression: 'detail', isNumber: false },
  {
    name: 'createdAt',
    expression: `to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
    isNumber: false,
  },
] as const;

/** GET /api/v1/performance/audit/events/stream?format=json|csv|ndjson&chunk_size=1000: all events of a filter, oldest first. */
export function registerExportRoute(app: FastifyInstance, context: DomainContext, options: AuditOptions): void {
  const { pool, guard, count } = context;
  const route = { onRequest: guard('viewer'), config: { isExport: true } };
  app.get('/api/v1/performance/audit/events/stream', route, async (request, reply) => {
    const { format, chunkSize } = parseExport(request.query, options.exportChunkRows);
    const statement = exportStatement(parseEventFilter(request.query));
    count('exports begun');
    return sendExport(request, reply, {
      batches: (sink, signal) => pool.queryRaw(statement, sink, { batchSize: chunkSize, signal }),
      encoder: rowEncoder(format, columns),
      stallMs: options.exportStallMs,
    });
  });
}

/** All events of a filter, oldest first, named as the export names them. */
export function exportStatement(filter: EventFilter): SqlStatement {
  const { conditions, values } = filterConditions(filter);
  const selected = columns.map(({ name, expression }) => `${expression} AS "${name}"`);
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const text = `SELECT ${selected.join(', ')} FROM audit.events${where} ORDER BY created_at, id`;
  return { text, values, timeout: 'long-running' };
}

function parseExport(query: unknown, usual: number): { readonly format: ExportFormat; readonly chunkSize: number } {
  const given = fieldsOf(query);
  const format = EXPORT_FORMATS.find((word) => word === (given.format ?? 'json'));
  if (format === undefined) throw invalid(`format is one of ${EXPORT_FORMATS.join(', ')}`);
  const chunk = given.chunk_size ?? String(usual);
  const chunkSize = typeof chunk === 'string' && /^[1-9]\d{0,4}$/.test(chunk) ? Number(chunk) : Number.NaN;
  if (!(chunkSize <= LARGEST_CHUNK)) throw invalid(`chunk_size is a whole number from 1 to ${LARGEST_CHUNK}`);
  return { format, chunkSize };
}

function invalid(message: string): HttpError {
  return new HttpError({ statusCode: 400, code: 'INVALID_EXPORT', message });
}
