import type { GivenItem } from '../../bulk/bulk-write.ts';
import { HttpError } from '../../http/http-error.ts';

export interface NewEvent {
  readonly organizationId: number;
  readonly userId: number;
  readonly type: string;
  readonly action: string;
  readonly resource: string;
  readonly detail: string;
}

const largestId = 2_147_483_647;
const LARGEST_BATCH = 100;
const LONGEST = { type: 32, action: 64, resource: 200, detail: 10_000 } as const;

export interface BulkRequest {
  readonly events: readonly GivenItem<NewEvent>[];
  readonly batchSize: number;
}

/** Reads `{"events": […], "batchSize": 10}`. A faulty event is named and left out; throws HttpError 400 INVALID_EVENTS where there is no list. */
export function parseBulkRequest(
  body: unknown,
  { maxRows, batchSize }: { maxRows: number; batchSize: number },
): BulkRequest {
  const { events, batchSize: size = batchSize } = fieldsOf(body);
  if (!Array.isArray(events) || events.length < 1 || events.length > maxRows) {
    throw invalid(`events must be a list of 1 to ${maxRows} events`);
  }
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1 || size > LARGEST_BATCH) {
    throw invalid(`batchSize is a whole number from 1 to ${LARGEST_BATCH}`);
  }
  return { events: events.map(parseEvent), batchSize: size };
}

function parseEvent(given: unknown, index: number): GivenItem<NewEvent> {
  const { organizationId, userId, type, action, resource, detail } = fieldsOf(given);
  for (const [name, value] of Object.entries({ organizationId, userId })) {
    if (!isId(value)) return { index, fault: `${name} is a whole number from 1 to ${largestId}` };
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

function isId(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= largestId;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function invalid(message: string): HttpError {
  return new HttpError({ statusCode: 400, code: 'INVALID_EVENTS', message });
}
