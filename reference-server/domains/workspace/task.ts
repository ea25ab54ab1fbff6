import { HttpError } from '../../http/http-error.ts';
import { idRule, orNullRule, parseChange, parseNew, textRule, type Writable } from './field-rules.ts';
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
const TASK: Writable<TaskFields> = {
  what: 'task',
  invalid: (message) => new HttpError({ statusCode: 400, code: 'INVALID_TASK', message }),
  rules: {
    workspaceId: idRule,
    projectId: orNullRule(idRule),
    assigneeId: orNullRule(idRule),
    title: textRule(LONGEST_TITLE),
    status: { isRight: (value) => STATUSES.some((word) => word === value), says: `one of ${STATUSES.join(', ')}` },
    priority: {
      isRight: (value) => typeof value === 'number' && [1, 2, 3, 4].includes(value),
      says: 'a whole number from 1 to 4',
    },
    dueDate: orNullRule({ isRight: isDay, says: 'a day such as 2025-12-31' }),
  },
  absent: { projectId: null, assigneeId: null, status: 'todo', priority: 3, dueDate: null },
};

/** A whole new task; what is left out has its usual value. Throws HttpError 400 INVALID_TASK naming the first fault. */
export function parseNewTask(body: unknown): TaskFields {
  return parseNew(body, TASK);
}

/** Some fields of a task, at least one; a task stays in its workspace. Throws HttpError 400 INVALID_TASK. */
export function parseTaskChange(body: unknown): Partial<Omit<TaskFields, 'workspaceId'>> {
  return parseChange(body, TASK);
}

function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const date = new Date(value);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
