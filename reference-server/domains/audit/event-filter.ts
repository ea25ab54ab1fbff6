import { fieldsOf } from '../../http/fields.ts';
import { HttpError } from '../../http/http-error.ts';
import { idOf } from '../../http/identifier.ts';

/** Which events a client asks for; made canonical, so that one question has one cache key. */
export interface EventFilter {
  /** Rising, without repetition; empty: all. */
  readonly organizationIds: readonly number[];
  /** ISO 8601 with milliseconds, included and left out; `null`: no bound. */
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly type: string | null;
}

export const MOST_ORGANIZATIONS = 100;

/**
 * Reads `organizationIds=3,org-1`, `startDate`, `endDate` (a day of its own is included whole) and `type` of a query string. Throws
 * HttpError 400 INVALID_FILTER naming the first thing that is wrong.
 */
export function parseEventFilter(query: unknown): EventFilter {
  const given = fieldsOf(query);
  const startDate = instant(given.startDate, 'startDate', 0);
  const endDate = instant(given.endDate, 'endDate', 1);
  if (startDate !== null && endDate !== null && startDate >= endDate)
    throw invalid('startDate must lie before endDate');
  return { organizationIds: organizations(given.organizationIds), startDate, endDate, type: word(given.type) };
}

/** Conditions of a WHERE, `$1` for the first of their values. */
export function filterConditions(filter: EventFilter): {
  readonly conditions: readonly string[];
  readonly values: readonly unknown[];
} {
  const { organizationIds, startDate, endDate, type } = filter;
  const conditions: string[] = [];
  const values: unknown[] = [];
  const [only] = organizationIds;
  if (organizationIds.length === 1) conditions.push(`organization_id = $${values.push(only)}`);
  else if (organizationIds.length > 1)
    conditions.push(`organization_id = ANY ($${values.push(organizationIds)}::int[])`);
  if (startDate !== null) conditions.push(`created_at >= $${values.push(startDate)}`);
  if (endDate !== null) conditions.push(`created_at < $${values.push(endDate)}`);
  if (type !== null) conditions.push(`type = $${values.push(type)}`);
  return { conditions, values };
}

/** The id in a word of document 003: `org-123` is 123. `null`: it is none. */
export function organizationOfWord(word: unknown): number | null {
  return typeof word === 'string' && word.startsWith('org-') ? idOf(word.slice('org-'.length)) : null;
}

function organizations(given: unknown): readonly number[] {
  if (given === undefined) return [];
  const ids = String(given)
    .split(',')
    .map((id) => idOf(id) ?? organizationOfWord(id));
  const known = ids.filter((id) => id !== null);
  if (ids.length > MOST_ORGANIZATIONS || known.length < ids.length) {
    throw invalid(
      `organizationIds is a list of 1 to ${MOST_ORGANIZATIONS} whole numbers or words such as org-123, with commas`,
    );
  }
  return [...new Set(known)].sort((one, other) => one - other);
}

/** A day, or a time in UTC. `addDays`: what a mere day is moved by. */
function instant(given: unknown, name: string, addDays: number): string | null {
  if (given === undefined) return null;
  const text = String(given);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const date =
    isDay || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(text) ? new Date(text) : new Date(Number.NaN);
  // JavaScript takes the 31st of April for the 1st of May.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text.slice(0, 10)) {
    throw invalid(`${name} is a day or a time in UTC: 2025-01-31 or 2025-01-31T12:00:00Z`);
  }
  return new Date(date.getTime() + (isDay ? addDays * 86_400_000 : 0)).toISOString();
}

function word(given: unknown): string | null {
  if (given === undefined) return null;
  if (typeof given === 'string' && /^[a-z]{1,32}$/.test(given)) return given;
  throw invalid('type is a word of lower-case letters');
}

function invalid(message: string): HttpError {
  return new HttpError({ statusCode: 400, code: 'INVALID_FILTER', message });
}
