import { readOfOne } from '../../http/open-api/common-routes.ts';
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
import { STATUSES } from './list-filters.ts';
import { LONGEST_OF_PROFILE } from './profile.ts';
import { LONGEST_PROJECT_NAME } from './project.ts';
import { taskApi } from './task-api.ts';
import type { WorkspaceOptions } from './workspace-domain.ts';

const projectName = text(LONGEST_PROJECT_NAME);
const projectOfList = { id, workspaceId: id, name: projectName, createdAt: time };
const project = object({ ...projectOfList, tasks: orNull(record(count)) });
const { name, email, title } = LONGEST_OF_PROFILE;
const ofProfile = { name: text(name), email: text(email), title: text(title) };
const profile = object({ id, ...ofProfile, createdAt: time, openTasks: count, nextDueDate: orNull(day) });
const word = { type: 'string', pattern: '^[a-z]{1,32}$' };
const ofActivity = { userId: id, workspaceId: id, taskId: orNull(id), type: word };
const activity = object({ id, ...ofActivity, createdAt: time });
const oneProject = { INVALID_ID: 400, PROJECT_NOT_FOUND: 404 };

/** What the API document tells of the workspace domain. */
export function workspaceApi(options: WorkspaceOptions): ApiDescription {
  const paging = pageQuery({ ...options.page, sortFields: ['id'], sortOrders: ['desc'] });
  const listErrors = { INVALID_FILTER: 400, ...PAGE_ERRORS };
  return {
    tag: 'workspace',
    isDomain: true,
    description: 'Tasks, projects, activities, profiles and analytics: document 001.',
    routes: {
      ...taskApi(options),
      'GET /api/v1/projects': {
        summary: 'A page of the projects of a workspace, newest first',
        query: { workspaceId: id, ...paging },
        requiredQuery: ['workspaceId'],
        answers: ok('The page.', page(object(projectOfList))),
        errors: listErrors,
      },
      'GET /api/v1/projects/:id': readOfOne(
        'One project, with its tasks counted by status',
        project,
        'PROJECT_NOT_FOUND',
      ),
      'POST /api/v1/projects': {
        summary: 'Writes a new project',
        headers: idempotencyHeaders,
        body: object({ workspaceId: id, name: projectName }),
        answers: { 201: answer('The project.', data(project)) },
        errors: { INVALID_PROJECT: 400, ...KEY_ERRORS },
      },
      'PATCH /api/v1/projects/:id': {
        summary: 'Renames a project; it stays in its workspace',
        params: { id },
        body: object({ name: projectName }),
        answers: ok('The project as it is now.', data(project)),
        errors: { ...oneProject, INVALID_PROJECT: 400 },
      },
      'DELETE /api/v1/projects/:id': {
        summary: 'Deletes a project that has no tasks',
        params: { id },
        answers: { 204: { description: 'It is gone.' } },
        errors: { ...oneProject, PROJECT_HAS_TASKS: 409 },
      },
      'GET /api/v1/activities': {
        summary: 'A page of the activities of a workspace, newest first',
        query: { workspaceId: id, userId: id, type: word, taskId: id, ...paging },
        requiredQuery: ['workspaceId'],
        answers: ok('The page.', page(activity)),
        errors: listErrors,
      },
      'POST /api/v1/activities': {
        summary: 'Writes a new activity: what a member did in a workspace, to a task of it or not',
        headers: idempotencyHeaders,
        body: object(ofActivity, ['taskId']),
        answers: { 201: answer('The activity.', data(activity)) },
        errors: { INVALID_ACTIVITY: 400, REFERENCE_UNKNOWN: 400, ...KEY_ERRORS },
      },
      'GET /api/v1/users/:id/profile': readOfOne('The profile of a member', profile, 'MEMBER_NOT_FOUND'),
      'PATCH /api/v1/users/:id/profile': {
        summary: 'Changes some fields of the profile of a member',
        params: { id },
        body: { ...object(ofProfile, Object.keys(ofProfile)), minProperties: 1 },
        answers: ok('The profile as it is now.', data(profile)),
        errors: { INVALID_ID: 400, INVALID_PROFILE: 400, MEMBER_NOT_FOUND: 404 },
      },
      'GET /api/v1/analytics/workspaces/:id': {
        summary: 'Tasks of a workspace by status, its activities by month',
        params: { id },
        answers: ok(
          'The counts; none of a workspace that does not exist.',
          data(
            object({
              workspaceId: id,
              tasks: list(object({ status: oneOf(STATUSES), priority: whole(1, 4), tasks: count })),
              activities: list(object({ month: day, type: word, activities: count })),
            }),
          ),
        ),
        errors: { INVALID_ID: 400 },
      },
    },
  };
}
