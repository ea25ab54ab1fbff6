import { bulkWrite, readOfOne } from '../../http/open-api/common-routes.ts';
import type { ApiDescription } from '../../http/open-api/route-description.ts';
import {
  answer,
  data,
  day,
  id,
  idempotencyHeaders,
  KEY_ERRORS,
  object,
  ok,
  oneOf,
  orNull,
  PAGE_ERRORS,
  page,
  pageQuery,
  text,
  time,
  whole,
} from '../../http/open-api/schemas.ts';
import { LONGEST_SEARCH, STATUSES } from './list-filters.ts';
import { LONGEST_TITLE } from './task.ts';
import type { WorkspaceOptions } from './workspace-domain.ts';

const fields = {
  workspaceId: id,
  projectId: orNull(id),
  assigneeId: orNull(id),
  title: text(LONGEST_TITLE),
  status: oneOf(STATUSES),
  priority: whole(1, 4, { description: '1 is the most urgent.' }),
  dueDate: orNull(day),
};
const task = object({ id, ...fields, createdAt: time, updatedAt: time });
const newTask = object(fields, ['projectId', 'assigneeId', 'status', 'priority', 'dueDate']);
const { workspaceId: _stays, ...changeable } = fields;
const oneTask = { INVALID_ID: 400, TASK_NOT_FOUND: 404 };

/** What the API document tells of tasks. */
export function taskApi({ page: limits, bulk }: WorkspaceOptions): ApiDescription['routes'] {
  return {
    'GET /api/v1/tasks': {
      summary: 'A page of the tasks of a workspace, newest first',
      query: {
        workspaceId: id,
        status: fields.status,
        priority: fields.priority,
        assigneeId: id,
        projectId: id,
        search: text(LONGEST_SEARCH, { description: 'Words that the title has.' }),
        ...pageQuery({ ...limits, sortFields: ['id'], sortOrders: ['desc'] }),
      },
      requiredQuery: ['workspaceId'],
      answers: ok('The page.', page(task)),
      errors: { INVALID_FILTER: 400, ...PAGE_ERRORS },
    },
    'GET /api/v1/tasks/:id': readOfOne('One task', task, 'TASK_NOT_FOUND'),
    'POST /api/v1/tasks': {
      summary: 'Writes a new task',
      headers: idempotencyHeaders,
      body: newTask,
      answers: { 201: answer('The task.', data(task)) },
      errors: { INVALID_TASK: 400, REFERENCE_UNKNOWN: 400, ...KEY_ERRORS },
    },
    'PATCH /api/v1/tasks/:id': {
      summary: 'Changes some fields of a task; it stays in its workspace',
      params: { id },
      body: { ...object(changeable, Object.keys(changeable)), minProperties: 1 },
      answers: ok('The task as it is now.', data(task)),
      errors: { ...oneTask, INVALID_TASK: 400, REFERENCE_UNKNOWN: 400 },
    },
    'DELETE /api/v1/tasks/:id': {
      summary: 'Deletes a task',
      params: { id },
      answers: { 204: { description: 'It is gone.' } },
      errors: oneTask,
    },
    'POST /api/v1/tasks/bulk': bulkWrite('tasks', newTask, {
      summary: 'Writes many tasks, in batches side by side',
      fault: 'INVALID_TASKS',
      ...bulk,
    }),
  };
}
