import { bulkWrite, readOfOne } from '../../http/open-api/common-routes.ts';
import type { ApiDescription } from '../../http/open-api/route-description.ts';
import {
  answer,
  count,
  data,
  day,
  id,
  idempotencyHeaders,
  KEY_ERRORS,
  list,
  object,
  ok,
  oneOf,
  orNull,
  PAGE_ERRORS,
  page,
  pageQuery,
  record,
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
const project = { id, workspaceId: id, name: { type: 'string' }, createdAt: time };
const profile = object({
  id,
  name: { type: 'string' },
  email: { type: 'string' },
  title: { type: 'string' },
  createdAt: time,
  openTasks: count,
  nextDueDate: orNull(day),
});
const word = { type: 'string', pattern: '^[a-z]{1,32}$' };
const oneTask = { INVALID_ID: 400, TASK_NOT_FOUND: 404 };

/** What the API document tells of the workspace domain. */
export function workspaceApi({ page: limits, bulk }: WorkspaceOptions): ApiDescription {
  const paging = pageQuery({ ...limits, sortFields: ['id'], sortOrders: ['desc'] });
  const listErrors = { INVALID_FILTER: 400, ...PAGE_ERRORS };
  return {
    tag: 'workspace',
    isDomain: true,
    description: 'Tasks, projects, activities, profiles and analytics: document 001.',
    routes: {
      'GET /api/v1/tasks': {
        summary: 'A page of the tasks of a workspace, newest first',
        query: {
          workspaceId: id,
          status: fields.status,
          priority: fields.priority,
          assigneeId: id,
          projectId: id,
          search: text(LONGEST_SEARCH, { description: 'Words that the title has.' }),
          ...paging,
        },
        requiredQuery: ['workspaceId'],
        answers: ok('The page.', page(task)),
        errors: listErrors,
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
      'GET /api/v1/projects': {
        summary: 'A page of the projects of a workspace, newest first',
        query: { workspaceId: id, ...paging },
        requiredQuery: ['workspaceId'],
        answers: ok('The page.', page(object(project))),
        errors: listErrors,
      },
      'GET /api/v1/projects/:id': readOfOne(
        'One project, with its tasks counted by status',
        object({ ...project, tasks: orNull(record(count)) }),
        'PROJECT_NOT_FOUND',
      ),
      'GET /api/v1/activities': {
        summary: 'A page of the activities of a workspace, newest first',
        query: { workspaceId: id, userId: id, type: word, taskId: id, ...paging },
        requiredQuery: ['workspaceId'],
        answers: ok(
          'The page.',
          page(object({ id, userId: id, workspaceId: id, taskId: orNull(id), type: word, createdAt: time })),
        ),
        errors: listErrors,
      },
      'GET /api/v1/users/:id/profile': readOfOne('The profile of a member', profile, 'MEMBER_NOT_FOUND'),
      'GET /api/v1/analytics/workspaces/:id': {
        summary: 'Tasks of a workspace by status, its activities by month',
        params: { id },
        answers: ok(
          'The counts; none of a workspace that does not exist.',
          data(
            object({
              workspaceId: id,
              tasks: list(object({ status: fields.status, priority: fields.priority, tasks: count })),
              activities: list(object({ month: day, type: word, activities: count })),
            }),
          ),
        ),
        errors: { INVALID_ID: 400 },
      },
    },
  };
}
