import { bulkWrite } from '../../http/open-api/common-routes.ts';
import type { ApiDescription, JsonSchema } from '../../http/open-api/route-description.ts';
import {
  count,
  data,
  id,
  list,
  object,
  ok,
  oneOf,
  PAGE_ERRORS,
  page,
  pageQuery,
  text,
  time,
  whole,
} from '../../http/open-api/schemas.ts';
import { EXPORT_FORMATS } from '../../stream/row-encoder.ts';
import type { AuditOptions } from './audit-domain.ts';
import { MOST_ORGANIZATIONS } from './event-filter.ts';
import { DEEPEST_OFFSET } from './event-routes.ts';
import { LARGEST_CHUNK } from './export-route.ts';
import { LONGEST } from './new-event.ts';
import { LONGEST_PRELOAD_DAYS, MOST_WARMED } from './warm-up-route.ts';

const fields = {
  organizationId: id,
  userId: id,
  type: text(LONGEST.type),
  action: text(LONGEST.action),
  resource: text(LONGEST.resource),
  detail: text(LONGEST.detail),
};
const event = object({ id, ...fields, createdAt: time });
const organization: JsonSchema = { anyOf: [id, { type: 'string', pattern: '^org-[1-9]\\d{0,9}$' }] };
const moment = (what: string): JsonSchema => ({
  type: 'string',
  description: `${what}: a day, or a time in UTC.`,
  examples: ['2025-01-31'],
});
const filter = {
  organizationIds: {
    type: 'string',
    description: `1 to ${MOST_ORGANIZATIONS} ids, with commas; \`org-1\` is 1.`,
    examples: ['1,2', 'org-1,org-2'],
  },
  startDate: moment('From'),
  endDate: moment('Up to; a day is included whole'),
  type: { type: 'string', pattern: '^[a-z]{1,32}$' },
};

/** What the API document tells of the audit domain. */
export function auditApi({ page: limits, bulk, exportChunkRows, preloadDays }: AuditOptions): ApiDescription {
  return {
    tag: 'audit',
    isDomain: true,
    description: 'Audit events: document 003.',
    routes: {
      'GET /api/v1/performance/audit/events': {
        summary: 'A page of audit events, newest first, by cursor or by offset',
        role: 'viewer',
        query: {
          ...filter,
          ...pageQuery({ ...limits, sortFields: ['createdAt'], sortOrders: ['desc'] }),
          offset: whole(0, DEEPEST_OFFSET, { description: 'Rows to skip; not beside a cursor.' }),
          count: oneOf(['none', 'exact'], { description: '`exact`: how many there are stands beside the page.' }),
        },
        answers: ok('The page.', page(event)),
        errors: { INVALID_FILTER: 400, ...PAGE_ERRORS, INVALID_OFFSET: 400 },
      },
      'GET /api/v1/performance/audit/events/stream': {
        summary: 'All audit events of a filter, oldest first, as they are read',
        description: 'A client that takes nothing for a while is cut off.',
        role: 'viewer',
        query: {
          ...filter,
          format: oneOf(EXPORT_FORMATS, { default: 'json' }),
          chunk_size: whole(1, LARGEST_CHUNK, { default: exportChunkRows, description: 'Rows read at a time.' }),
        },
        answers: {
          200: {
            description: 'The events.',
            content: {
              'application/json': list(event),
              'application/x-ndjson': event,
              'text/csv': { type: 'string' },
            },
          },
        },
        errors: { INVALID_FILTER: 400, INVALID_EXPORT: 400, STREAMING_OFF: 501 },
      },
      'POST /api/v1/performance/audit/events/bulk': {
        role: 'viewer',
        ...bulkWrite('events', object(fields), {
          summary: 'Writes many audit events, in batches side by side',
          fault: 'INVALID_EVENTS',
          ...bulk,
        }),
      },
      'POST /api/v1/performance/cache/warmup': {
        summary: 'Loads the first pages of the events of organizations into the cache',
        description:
          'For each: of all its events, of those since `preloadDays` before the newest event of all (today, where that is newer), and of `preloadDays` whole days up to it.',
        role: 'technical_admin',
        body: object(
          {
            organizationIds: list(organization, { minItems: 1, maxItems: MOST_WARMED }),
            preloadDays: whole(1, LONGEST_PRELOAD_DAYS, { default: preloadDays }),
          },
          ['preloadDays'],
        ),
        answers: ok(
          'How many pages were loaded, were there already, could not be loaded.',
          data(object({ loaded: count, held: count, failed: count })),
        ),
        errors: { INVALID_WARM_UP: 400 },
      },
    },
  };
}
