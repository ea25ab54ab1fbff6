import { type Fields, isFields } from '../../http/fields.ts';
import { HttpError } from '../../http/http-error.ts';
import { isId } from '../../http/identifier.ts';
import { STATUSES, type Status } from './list-filters.ts';

/** As a client sees a task. */
export const TASK_COLUMNS = [
  'id',
  'workspace_id AS "workspaceId"',
  'project_id AS "projectId"',
  'assignee_id AS "assigneeId"',
  'title',
  'status',
  'priority',
  'due_date::text AS "dueDate"',
  'created_at AS "createdAt"',
  'updated_at AS "updatedAt"',
] as const;

/** What may be written of a task, with its column. */
export const TASK_FIELDS = {
  workspaceId: 'workspace_id',
  projectId: 'project_id',
  assigneeId: 'assignee_id',
  title: 'title',
  status: 'status',
  priority: 'priority',
  dueDate: 'due_date',
} as const;

export interface TaskFields {
  readonly workspaceId: number;
  readonly projectId: number | null;
  readonly assigneeId: number | null;
  readonly title: string;
  readonly status: Status;
  readonly priority: number;
  readonly dueDate: string | null;
}

export const LONGEST_TITLE = 200;
const RULES: {
  readonly [Name in keyof TaskFields]: { readonly isRight: (value: unknown) => boolean; readonly says: string };
} = {
  workspaceId: { isRight: isId, says: 'a whole number above 0' },
  projectId: { isRight: (value) => value === null || isId(value), says: 'a whole number above 0, or null' },
  assigneeId: { isRight: (value) => value === null || isId(value), says: 'a whole number above 0, or null' },
  title: {
    isRight: (value) =>
      typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_TITLE && !value.includes('\0'),
    says: `text of 1 to ${LONGEST_TITLE} characters`,
  },
  status: { isRight: (value) => STATUSES.some((word) => word === value), says: `one of ${STATUSES.join(', ')}` },
  priority: {
    isRight: (value) => typeof value === 'number' && [1, 2, 3, 4].includes(value),
    says: 'a whole number from 1 to 4',
  },
  dueDate: { isRight: (value) => value === null || isDay(value), says: 'a day such as 2025-12-31, or null' },
};
const ABSENT = { projectId: null, assigneeId: null, status: 'todo', priority: 3, dueDate: null } as const;

/** A whole new task; what is left out has its usual value. Throws HttpError 400 INVALID_TASK naming the first fault. */
export function parseNewTask(body: unknown): TaskFields {
  // Complete and checked: the rules cover every field.
  return checked({ ...ABSENT, ...needFields(body) }, Object.keys(RULES)) as TaskFields;
}

/** Some fields of a task, at least one; a task stays in its workspace. Throws HttpError 400 INVALID_TASK. */
export function parseTaskChange(body: unknown): Partial<Omit<TaskFields, 'workspaceId'>> {
  const given = needFields(body);
  if (Object.keys(given).length === 0) throw invalid('the body names nothing to change');
  if ('workspaceId' in given) throw invalid('a task stays in its workspace');
  return checked(given, []);
}

function checked(given: Readonly<Record<string, unknown>>, needed: readonly string[]): Partial<TaskFields> {
  const missing = needed.find((name) => !(name in given));
  if (missing !== undefined) throw invalid(`${missing} is missing`);
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(RULES, name)) throw invalid(`there is no field ${JSON.stringify(name)}`);
    const { isRight, says } = RULES[name as keyof TaskFields];
    if (!isRight(value)) throw invalid(`${name} is ${says}`);
  }
  return given;
}

function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const date = new Date(value);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function needFields(body: unknown): Fields {
  if (!isFields(body)) throw invalid('the body is a JSON object');
  return { ...body };
}

function invalid(message: string): HttpError {
  return new HttpError({ statusCode: 400, code: 'INVALID_TASK', message });
}
