import { type Fields, fieldsOf } from '../../http/fields.ts';
import { HttpError } from '../../http/http-error.ts';
import { idOf, LARGEST_ID } from '../../http/identifier.ts';

export const STATUSES = ['todo', 'doing', 'review', 'done'] as const;

export type Status = (typeof STATUSES)[number];

/** Which tasks of one workspace a client asks for; `null`: whatever. */
export interface TaskFilter {
  readonly workspaceId: number;
  readonly status: Status | null;
  /** 1 (most urgent) to 4. */
  readonly priority: number | null;
  readonly assigneeId: number | null;
  readonly projectId: number | null;
  /** Words that the title has, in PostgreSQL's `websearch` form. */
  readonly search: string | null;
}

export interface ActivityFilter {
  readonly workspaceId: number;
  readonly userId: number | null;
  readonly type: string | null;
  readonly taskId: number | null;
}

export const LONGEST_SEARCH = 100;

/** Reads the filter of GET /api/v1/tasks. Throws HttpError 400 INVALID_FILTER. */
export function parseTaskFilter(given: unknown): TaskFilter {
  const query = fieldsOf(given);
  const status =
    query.status === undefined
      ? null
      : (STATUSES.find((word) => word === query.status) ?? refuse(`status is one of ${STATUSES.join(', ')}`));
  const { search } = query;
  if (
    search !== undefined &&
    (typeof search !== 'string' || search.trim() === '' || search.length > LONGEST_SEARCH || search.includes('\0'))
  ) {
    refuse(`search is text of 1 to ${LONGEST_SEARCH} characters`);
  }
  return {
    workspaceId: parseWorkspaceId(given),
    status,
    priority: whole(query, 'priority', 4),
    assigneeId: whole(query, 'assigneeId', LARGEST_ID),
    projectId: whole(query, 'projectId', LARGEST_ID),
    search: typeof search === 'string' ? search.trim().toLowerCase().replaceAll(/\s+/g, ' ') : null,
  };
}

/** Reads the filter of GET /api/v1/activities. Throws HttpError 400 INVALID_FILTER. */
export function parseActivityFilter(given: unknown): ActivityFilter {
  const query = fieldsOf(given);
  const { type } = query;
  if (type !== undefined && !(typeof type === 'string' && /^[a-z]{1,32}$/.test(type)))
    refuse('type is a word of lower-case letters');
  return {
    workspaceId: parseWorkspaceId(given),
    userId: whole(query, 'userId', LARGEST_ID),
    type: typeof type === 'string' ? type : null,
    taskId: whole(query, 'taskId', LARGEST_ID),
  };
}

/** `workspaceId`, without which no list is told. */
export function parseWorkspaceId(given: unknown): number {
  return whole(fieldsOf(given), 'workspaceId', LARGEST_ID) ?? refuse('workspaceId is missing');
}

/** Conditions of our own words, `$1` for the first value; what is `null` asks for nothing. */
export function conditionsOf(
  pairs: readonly (readonly [condition: (placeholder: string) => string, value: unknown])[],
) {
  const asked = pairs.filter(([, value]) => value !== null);
  return {
    conditions: asked.map(([condition], place) => condition(`$${place + 1}`)),
    values: asked.map(([, value]) => value),
  };
}

function whole(query: Fields, name: string, most: number): number | null {
  const given = query[name];
  if (given === undefined) return null;
  const number = idOf(given);
  return number !== null && number <= most ? number : refuse(`${name} is a whole number from 1 to ${most}`);
}

function refuse(message: string): never {
  throw new HttpError({ statusCode: 400, code: 'INVALID_FILTER', message });
}
