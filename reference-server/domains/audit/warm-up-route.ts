import type { FastifyInstance } from 'fastify';
import { warmUp } from '../../cache/warm-up.ts';
import type { CachedRoute, DomainContext } from '../../domain.ts';
import { hotEntries } from '../../http/cached-get.ts';
import { fieldsOf } from '../../http/fields.ts';
import { HttpError } from '../../http/http-error.ts';
import { isId } from '../../http/identifier.ts';
import type { AuditOptions } from './audit-domain.ts';
import { type EventsQuestion, parseEventsQuestion } from './event-routes.ts';

export const MOST_WARMED = 100;
export const LONGEST_PRELOAD_DAYS = 366;

const DAY_MS = 86_400_000;

/**
 * POST /api/v1/performance/cache/warmup `{"organizationIds": [1, 2], "preloadDays": 7}`, for technical admins: loads for each
 * organization the first page of its events, and the first page of those since so many days ago, as a client would ask for them.
 */
export function registerWarmUpRoute(
  app: FastifyInstance,
  { cache, clock, guard }: DomainContext,
  route: CachedRoute<EventsQuestion>,
  options: AuditOptions,
): void {
  app.post('/api/v1/performance/cache/warmup', { onRequest: guard('technical_admin') }, async (request) => {
    const { organizationIds, preloadDays } = parseWarmUp(request.body, options.preloadDays);
    const startDate = new Date(clock.wallMs() - preloadDays * DAY_MS).toISOString().slice(0, 10);
    const hot = organizationIds
      .flatMap((id) => [{ organizationIds: String(id) }, { organizationIds: String(id), startDate }])
      .map((query) => parseEventsQuestion(query, options));
    return { data: await warmUp(cache, hotEntries({ ...route, hot })) };
  });
}

function parseWarmUp(
  body: unknown,
  usualDays: number,
): { readonly organizationIds: readonly number[]; readonly preloadDays: number } {
  const { organizationIds, preloadDays = usualDays, ...others } = fieldsOf(body);
  const [stranger] = Object.keys(others);
  if (stranger !== undefined) throw invalid(`there is no field ${JSON.stringify(stranger)}`);
  const isList = Array.isArray(organizationIds) && organizationIds.length >= 1 && organizationIds.length <= MOST_WARMED;
  if (!isList || !organizationIds.every(isId)) {
    throw invalid(`organizationIds is a list of 1 to ${MOST_WARMED} whole numbers`);
  }
  const isDays = typeof preloadDays === 'number' && Number.isInteger(preloadDays);
  if (!isDays || preloadDays < 1 || preloadDays > LONGEST_PRELOAD_DAYS) {
    throw invalid(`preloadDays is a whole number from 1 to ${LONGEST_PRELOAD_DAYS}`);
  }
  return { organizationIds: [...new Set(organizationIds)], preloadDays };
}

function invalid(message: string): HttpError {
  return new HttpError({ statusCode: 400, code: 'INVALID_WARM_UP', message });
}
