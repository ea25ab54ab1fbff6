import { type BulkRequest, type BulkSettings, parseBulkRequest } from '../../bulk/bulk-request.ts';
import type { GivenItem } from '../../bulk/bulk-write.ts';
import { fieldsOf } from '../../http/fields.ts';
import { HttpError } from '../../http/http-error.ts';
import { isId, LARGEST_ID } from '../../http/identifier.ts';

export interface NewEvent {
  readonly organizationId: number;
  readonly userId: number;
  readonly type: string;
  readonly action: string;
  readonly resource: string;
  readonly detail: string;
}

export const LONGEST = { type: 32, action: 64, resource: 200, detail: 10_000 } as const;

/** Reads `{"events": […], "batchSize": 10}`. A faulty event is named and left out; throws HttpError 400 INVALID_EVENTS where there is no list. */
export function parseEvents(body: unknown, settings: BulkSettings): BulkRequest<NewEvent> {
  return parseBulkRequest(body, settings, { name: 'events', parse: parseEvent, refuse: invalid });
}

function parseEvent(given: unknown, index: number): GivenItem<NewEvent> {
  const { organizationId, userId, type, action, resource, detail } = fieldsOf(given);
  for (const [name, value] of Object.entries({ organizationId, userId })) {
    if (!isId(value)) return { index, fault: `${name} is a whole number from 1 to ${LARGEST_ID}` };
  }
  for (const [name, longest] of Object.entries(LONGEST)) {
    const value = { type, action, resource, detail }[name];
    if (typeof value !== 'string' || value.length < 1 || value.length > longest || value.includes('\0')) {
      return { index, fault: `${name} is text of 1 to ${longest} characters` };
    }
  }
  // Every field has just been looked at.
  return { index, item: { organizationId, userId, type, action, resource, detail } as NewEvent };
}

function invalid(message: string): HttpError {
  return new HttpError({ statusCode: 400, code: 'INVALID_EVENTS', message });
}
