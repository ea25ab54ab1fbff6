import { type Draw, drawsOf, weighted } from './random.ts';
import { encodings, nextPageShare, reloadShare, type Trace, type Visit } from './visit.ts';
import { zipfRanks } from './zipf.ts';
import { zipfIds } from './zipf-ids.ts';

/** What auditors look at, and what services write down. Chosen before its hit rate was known, as that of 0006-trace.md. */
const mix = [
  [98, 'GET /api/v1/performance/audit/events'],
  [1.5, 'GET /api/v1/performance/audit/events/stream'],
  [0.5, 'POST /api/v1/performance/audit/events/bulk'],
] as const;

/** Names under which requests are counted. */
export type AuditRoute = (typeof mix)[number][1];

const types = ['auth', 'data', 'admin', 'billing', 'system'] as const;
const formats = [
  [50, 'csv'],
  [30, 'json'],
  [20, 'ndjson'],
] as const;

const DAY_MS = 86_400_000;
/** The events of the reference server are of the year 2025; newer days are asked for more often. */
const newestDay = Date.UTC(2025, 11, 31);
const dayRank = zipfRanks(365, 1);
const monthRank = zipfRanks(12, 1);

/** What a list of one organization's events is narrowed down by. */
const filters: readonly (readonly [percent: number, filter: (draw: Draw) => string])[] = [
  [40, () => ''],
  [20, month],
  [20, (draw) => days(draw, 1)],
  [12, (draw) => `&type=${types[Math.floor(draw() * types.length)] ?? types[0]}`],
  [8, (draw) => `&limit=50&offset=${50 * (1 + Math.floor(draw() * 3))}`],
];

/** Visits by their number: pages of one organization's events, small exports of a week, and bulk writes of 10 to 50 events. */
export function auditTraceOf(seed: number, organizations: number): Trace<AuditRoute> {
  const organization = zipfIds(organizations);

  return (iteration) => {
    const draw = drawsOf(seed, iteration);
    const route = weighted(mix, draw);
    const visit = { route, body: null, acceptEncoding: weighted(encodings, draw), needsToken: true } as const;
    const organizationId = organization(draw);
    switch (route) {
      case 'GET /api/v1/performance/audit/events': {
        const path = `/api/v1/performance/audit/events?organizationIds=${organizationId}${weighted(filters, draw)(draw)}`;
        return { ...visit, path, next: nextOf(path, draw()) };
      }
      case 'GET /api/v1/performance/audit/events/stream': {
        const question = `format=${weighted(formats, draw)}&organizationIds=${organizationId}${days(draw, 7)}`;
        return { ...visit, path: `/api/v1/performance/audit/events/stream?${question}`, next: 'nothing' };
      }
      case 'POST /api/v1/performance/audit/events/bulk': {
        const events = Array.from({ length: 10 + Math.floor(draw() * 41) }, (_, index) => ({
          organizationId,
          userId: 1 + Math.floor(draw() * 65_536),
          type: types[Math.floor(draw() * types.length)],
          action: 'update',
          resource: `task/${1 + Math.floor(draw() * 65_536)}`,
          detail: `event ${index + 1} of visit ${iteration}`,
        }));
        return {
          ...visit,
          path: '/api/v1/performance/audit/events/bulk',
          body: JSON.stringify({ events }),
          next: 'nothing',
        };
      }
    }
  };
}

/** A page by offset has no cursor to go on with. */
function nextOf(path: string, drawn: number): Visit['next'] {
  if (drawn < reloadShare) return 'reload';
  return drawn < reloadShare + nextPageShare && !path.includes('offset=') ? 'next page' : 'nothing';
}

function month(draw: Draw): string {
  const number = 13 - monthRank(draw);
  return between(Date.UTC(2025, number - 1, 1), Date.UTC(2025, number, 0));
}

function days(draw: Draw, count: number): string {
  const last = newestDay - (dayRank(draw) - 1) * DAY_MS;
  return between(last - (count - 1) * DAY_MS, last);
}

/** Both days are included. */
function between(first: number, last: number): string {
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  return `&startDate=${day(first)}&endDate=${day(last)}`;
}
