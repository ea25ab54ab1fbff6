import type { CachedRoute } from '../../domain.ts';
import { fieldsOf } from '../../http/fields.ts';
import { HttpError } from '../../http/http-error.ts';
import type { Timing } from '../../http/timing.ts';
import { loadPage } from '../../page/load-page.ts';
import { type PaginationParams, type PaginationRules, parsePaginationParams } from '../../page/pagination.ts';
import type { SqlPool } from '../../ports.ts';
import type { AuditOptions } from './audit-domain.ts';
import { EVENTS_PREFIX, eventsKey } from './cache-keys.ts';
import { type EventFilter, filterConditions, parseEventFilter } from './event-filter.ts';

interface AuditEvent {
  readonly id: number;
  readonly createdAt: Date;
}

export interface EventsQuestion {
  readonly filter: EventFilter;
  readonly page: PaginationParams;
  /** Rows to skip; `null`: keyset pagination. */
  readonly offset: number | null;
  /** How many events there are is told beside the page. */
  readonly hasTotal: boolean;
}

const columns = [
  'id',
  'organization_id AS "organizationId"',
  'user_id AS "userId"',
  'type',
  'action',
  'resource',
  'detail',
  'created_at AS "createdAt"',
];

/** Deeper pages are refused: an offset reads all that it skips. */
export const DEEPEST_OFFSET = 100_000;

/** GET /api/v1/performance/audit/events: newest first, by cursor or by offset. */
export function eventsRoute(pool: SqlPool, options: AuditOptions): CachedRoute<EventsQuestion> {
  const { cursors } = options;
  return {
    url: '/api/v1/performance/audit/events',
    role: 'viewer',
    input: ({ query }) => parseEventsQuestion(query, options),
    key: ({ filter, page, offset, hasTotal }) =>
      eventsKey(filter, `${page.limit}:${offset ?? ''}:${positionOf(page)}${hasTotal ? ':total' : ''}`),
    ttlSeconds: options.ttl.eventsSeconds,
    tags: () => [EVENTS_PREFIX],
    async load({ filter, page, offset, hasTotal }, timing) {
      const { conditions, values } = filterConditions(filter);
      const question = { table: 'audit.events', columns, sortColumn: 'created_at', conditions, values };
      const { data, pagination } = await loadPage<AuditEvent>(pool, { ...question, page, cursors, offset }, timing);
      const total = hasTotal ? { total: await countEvents(filter, timing) } : {};
      return { data, pagination: offset === null ? { ...pagination, ...total } : { ...pagination, offset, ...total } };
    },
  };

  /** It reads all that it counts, and is the same for all pages of a filter: its row is kept by itself. */
  async function countEvents(filter: EventFilter, timing: Timing): Promise<number> {
    const { conditions, values } = filterConditions(filter);
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
    const text = `SELECT count(*)::int AS events FROM audit.events${where}`;
    const cache = { ttlSeconds: options.ttl.countSeconds, namespace: EVENTS_PREFIX, tags: [EVENTS_PREFIX] };
    const [counted] = await pool.query<{ events: number }>({ text, values, cache }, timing);
    return counted?.events ?? 0;
  }
}

/** Reads a query string. Throws HttpError 400 INVALID_FILTER, INVALID_OFFSET, or as `parsePaginationParams` does. */
export function parseEventsQuestion(query: unknown, { cursors, page: limits }: AuditOptions): EventsQuestion {
  const rules: PaginationRules = { ...limits, sortFields: ['createdAt'], sortOrders: ['desc'] };
  const filter = parseEventFilter(query);
  const page = parsePaginationParams(query, { list: eventsKey(filter, ''), rules, cursors });
  return { filter, page, offset: parseOffset(query, page), hasTotal: parseCount(query) };
}

function parseCount(query: unknown): boolean {
  const { count = 'none' } = fieldsOf(query);
  if (count === 'none' || count === 'exact') return count === 'exact';
  throw new HttpError({ statusCode: 400, code: 'INVALID_FILTER', message: 'count is one of none, exact' });
}

function positionOf({ cursor }: PaginationParams): string {
  return cursor === null ? '' : `${cursor.value}:${cursor.id}`;
}

function parseOffset(query: unknown, { cursor }: PaginationParams): number | null {
  const { offset: given } = fieldsOf(query);
  if (given === undefined) return null;
  const offset = typeof given === 'string' && /^(0|[1-9]\d{0,6})$/.test(given) ? Number(given) : Number.NaN;
  if (cursor === null && offset <= DEEPEST_OFFSET) return offset;
  const message =
    cursor === null
      ? `offset is a whole number up to ${DEEPEST_OFFSET}; go deeper by cursor`
      : 'a page is asked for by cursor or by offset, not by both';
  throw new HttpError({ statusCode: 400, code: 'INVALID_OFFSET', message });
}
