import { HttpError } from '../../http/http-error.ts';
import { idRule, parseChange, parseNew, textRule, type Writable } from './field-rules.ts';

/** What may be written of a project. */
export interface ProjectFields {
  readonly workspaceId: number;
  readonly name: string;
}

/** As a client sees one project: with its tasks counted by status. For statements whose only `projects` it is. */
export const PROJECT_COLUMNS = `projects.id, projects.workspace_id AS "workspaceId", projects.name, projects.created_at AS "createdAt",
  (SELECT json_object_agg(status, tasks ORDER BY status)
   FROM (SELECT status, count(*)::int AS tasks FROM workspace.tasks WHERE project_id = projects.id GROUP BY status) AS counted) AS tasks`;

export const LONGEST_PROJECT_NAME = 200;
const PROJECT: Writable<ProjectFields> = {
  what: 'project',
  invalid: (message) => new HttpError({ statusCode: 400, code: 'INVALID_PROJECT', message }),
  rules: { workspaceId: idRule, name: textRule(LONGEST_PROJECT_NAME) },
  absent: {},
};

/** A whole new project. Throws HttpError 400 INVALID_PROJECT naming the first fault. */
export function parseNewProject(body: unknown): ProjectFields {
  return parseNew(body, PROJECT);
}

/** Its new name; a project stays in its workspace. Throws HttpError 400 INVALID_PROJECT. */
export function parseProjectChange(body: unknown): Partial<Omit<ProjectFields, 'workspaceId'>> {
  return parseChange(body, PROJECT);
}

export function noSuchProject(id: number): HttpError {
  return new HttpError({ statusCode: 404, code: 'PROJECT_NOT_FOUND', message: `there is no project ${id}` });
}
