import type { FastifyInstance } from 'fastify';
import { warmUp } from '../../cache/warm-up.ts';
import type { CachedRoute, DomainContext } from '../../domain.ts';
import { hotEntries } from '../../http/cached-get.ts';
import { fieldsOf } from '../../http/fields.ts';
import { HttpError } from '../../http/http-error.ts';
import { isId } from '../../http/identifier.ts';
import type { Clock, SqlPool } from '../../ports.ts';
import type { AuditOptions } from './audit-domain.ts';
import { organizationOfWord } from './event-filter.ts';
import { type EventsQuestion, parseEventsQuestion } from './event-routes.ts';

export const MOST_WARMED = 100;
export const LONGEST_PRELOAD_DAYS = 366;

const DAY_MS = 86_400_000;

/**
 * POST /api/v1/performance/cache/warmup `{"organizationIds": ["org-123", 2], "preloadDays": 7}`, for technical admins: loads the
 * pages of each organization that a client is likely to begin with.
 */
export function registerWarmUpRoute(
  app: FastifyInstance,
  { cache, clock, guard, pool }: DomainContext,
  route: CachedRoute<EventsQuestion>,
  options: AuditOptions,
): void {
  app.post('/api/v1/performance/cache/warmup', { onRequest: guard('technical_admin') }, async (request) => {
    const { organizationIds, preloadDays } = parseWarmUp(request.body, options.preloadDays);
    const spans = likelySpans(await newestEventMs(pool, clock), preloadDays);
    const hot = organizationIds
      .flatMap((id) => spans.map((span) => ({ organizationIds: String(id), ...span })))
      .map((query) => parseEventsQuestion(query, options));
    return { data: await warmUp(cache, hotEntries({ ...route, hot })) };
  });
}

/** When the newest event of all was written, in ms; now, where there is none, or one whose clock went fast. */
async function newestEventMs(pool: SqlPool, clock: Clock): Promise<number> {
  const text = 'SELECT max(created_at) AS newest FROM audit.events';
  const [row] = await pool.query<{ newest: Date | null }>({ name: 'newest-event', text, timeout: 'cached' });
  return Math.min(row?.newest?.getTime() ?? Infinity, clock.wallMs());
}

/** All events; those since so many days before the newest; so many whole days up to the newest. */
function likelySpans(
  newest: number,
  days: number,
): readonly { readonly startDate?: string; readonly endDate?: string }[] {
  const dayBefore = (count: number) => new Date(newest - count * DAY_MS).toISOString().slice(0, 10);
  return [{}, { startDate: dayBefore(days) }, { startDate: dayBefore(days - 1), endDate: dayBefore(0) }];
}

function parseWarmUp(
  body: unknown,
  usualDays: number,
): { readonly organizationIds: readonly number[]; readonly preloadDays: number } {
  const { organizationIds, preloadDays = usualDays, ...others } = fieldsOf(body);
  const [stranger] = Object.keys(others);
  if (stranger !== undefined) throw invalid(`there is no field ${JSON.stringify(stranger)}`);
  const isList = Array.isArray(organizationIds) && organizationIds.length >= 1 && organizationIds.length <= MOST_WARMED;
  const ids = isList
    ? organizationIds.map((id) => (isId(id) ? id : organizationOfWord(id))).filter((id) => id !== null)
    : [];
  if (!isList || ids.length < organizationIds.length) {
    throw invalid(`organizationIds is a list of 1 to ${MOST_WARMED} whole numbers or words such as org-123`);
  }
  const isDays = typeof preloadDays === 'number' && Number.isInteger(preloadDays);
  if (!isDays || preloadDays < 1 || preloadDays > LONGEST_PRELOAD_DAYS) {
    throw invalid(`preloadDays is a whole number from 1 to ${LONGEST_PRELOAD_DAYS}`);
  }
  return { organizationIds: [...new Set(ids)], preloadDays };
}

function invalid(message: string): HttpError {
  return new HttpError({ statusCode: 400, code: 'INVALID_WARM_UP', message });
}
