import { createHash } from 'node:crypto';
import type { EventFilter } from './event-filter.ts';

/** Prefix of every page of events: what `audit_events*` stands for. */
export const EVENTS_PREFIX = 'audit_events';

/** Same question, same key; what a client wrote is hashed, so that a key has a bounded length and shows nothing. */
export function eventsKey(filter: EventFilter, page: string): string {
  const question = JSON.stringify([filter.organizationIds, filter.startDate, filter.endDate, filter.type]);
  return `${EVENTS_PREFIX}:${createHash('sha256').update(question).digest('base64url').slice(0, 22)}:${page}`;
}
