import type { FastifyInstance } from 'fastify';
import { DatabaseError } from 'pg';
import { answerOnce } from '../../bulk/answer-once.ts';
import type { DomainContext } from '../../domain.ts';
import { HttpError } from '../../http/http-error.ts';
import { pathId } from '../../http/path-id.ts';
import { cacheTags } from './cache-keys.ts';
import { changeStatement } from './field-rules.ts';
import { noSuchProject, PROJECT_COLUMNS, type ProjectFields, parseNewProject, parseProjectChange } from './project.ts';

interface Project extends ProjectFields {
  readonly id: number;
}

/** POST /api/v1/projects, PATCH and DELETE /api/v1/projects/:id. */
export function registerProjectRoutes(app: FastifyInstance, context: DomainContext): void {
  const { pool, cache, count, callerOf } = context;

  app.post('/api/v1/projects', (request, reply) => {
    const { workspaceId, name } = parseNewProject(request.body);
    const text = `INSERT INTO workspace.projects (workspace_id, name) VALUES ($1, $2) RETURNING ${PROJECT_COLUMNS}`;
    const values = [workspaceId, name];
    return answerOnce(request, reply, { pool, keyTable: 'workspace.idempotency', callerOf }, async (part) => {
      const [project] = await part('project', (sql) =>
        sql.query<Project>({ name: 'insert-project', text, values, timeout: 'critical' }, request.timing),
      );
      if (project === undefined) throw new TypeError('a project was written and not told of');
      count('projects created');
      await forget(project);
      return { statusCode: 201, body: { data: project } };
    });
  });

  app.patch('/api/v1/projects/:id', async (request) => {
    const id = pathId(request);
    const { sets, values } = changeStatement<Pick<ProjectFields, 'name'>>(parseProjectChange(request.body), {
      name: 'name',
    });
    const text = `UPDATE workspace.projects SET ${sets} WHERE id = $1 RETURNING ${PROJECT_COLUMNS}`;
    const statement = { text, values: [id, ...values], timeout: 'critical' } as const;
    const [project] = await pool.query<Project>(statement, request.timing);
    if (project === undefined) throw noSuchProject(id);
    count('projects changed');
    await forget(project);
    return { data: project };
  });

  app.delete('/api/v1/projects/:id', async (request, reply) => {
    const id = pathId(request);
    const text = 'DELETE FROM workspace.projects WHERE id = $1 RETURNING id, workspace_id AS "workspaceId"';
    const statement = { name: 'delete-project', text, values: [id], timeout: 'critical' } as const;
    const [project] = await pool
      .query<Pick<Project, 'id' | 'workspaceId'>>(statement, request.timing)
      .catch((error: unknown) => refuseFilled(id, error));
    if (project === undefined) throw noSuchProject(id);
    count('projects deleted');
    await forget(project);
    return reply.status(204).send();
  });

  /** Takes out what tells of a project; its absence included, where it is new. */
  function forget({ id, workspaceId }: Pick<Project, 'id' | 'workspaceId'>): Promise<void> {
    return cache.deleteTags(cacheTags.project(id), cacheTags.projectsOf(workspaceId));
  }
}

/** The database knows whether it has tasks, also those that are being written just now. */
function refuseFilled(id: number, error: unknown): never {
  if (!(error instanceof DatabaseError && error.code === '23503')) throw error;
  const message = `the project ${id} has tasks`;
  throw new HttpError({ statusCode: 409, code: 'PROJECT_HAS_TASKS', message, cause: error });
}
