import type { FastifyInstance } from 'fastify';
import { DatabaseError } from 'pg';
import { answerOnce } from '../../bulk/answer-once.ts';
import { answerBulk } from '../../bulk/bulk-write.ts';
import { insertRows, type StatementRunner } from '../../bulk/insert-rows.ts';
import type { DomainContext } from '../../domain.ts';
import { HttpError } from '../../http/http-error.ts';
import { pathId } from '../../http/path-id.ts';
import { cacheKeys, cacheTags, tagsOfTasks } from './cache-keys.ts';
import { changeStatement } from './field-rules.ts';
import { parseNewTask, parseTaskChange, TASK_COLUMNS, TASK_FIELDS, type TaskFields } from './task.ts';
import { parseTasks } from './task-batch.ts';
import type { WorkspaceOptions } from './workspace-domain.ts';

interface Task extends TaskFields {
  readonly id: number;
}

/** With what it belonged to before. */
interface ChangedTask extends Task {
  readonly projectBefore: number | null;
  readonly assigneeBefore: number | null;
}

const columns = TASK_COLUMNS.join(', ');
const fields = Object.keys(TASK_FIELDS) as readonly (keyof TaskFields)[];
/** In the order of TASK_FIELDS. */
const COLUMN_TYPES: Readonly<Record<(typeof TASK_FIELDS)[keyof TaskFields], string>> = {
  workspace_id: 'int',
  project_id: 'int',
  assignee_id: 'int',
  title: 'text',
  status: 'text',
  priority: 'int',
  due_date: 'date',
};

/** GET, PATCH and DELETE /api/v1/tasks/:id, POST /api/v1/tasks and POST /api/v1/tasks/bulk. */
export function registerTaskRoutes(app: FastifyInstance, context: DomainContext, options: WorkspaceOptions): void {
  const { cachedGet, pool, cache, clock, count, callerOf } = context;

  cachedGet<number>({
    url: '/api/v1/tasks/:id',
    input: pathId,
    key: cacheKeys.task,
    tags: (id) => [cacheTags.task(id)],
    ttlSeconds: options.ttl.taskSeconds,
    maxAgeSeconds: options.maxAge?.taskSeconds ?? 0,
    async load(id, timing) {
      const text = `SELECT ${columns} FROM workspace.tasks WHERE id = $1`;
      const [task] = await pool.query<Task>({ name: 'task', text, values: [id], timeout: 'cached' }, timing);
      if (task === undefined) throw noSuchTask(id);
      return { data: task };
    },
  });

  const insert = async (tasks: readonly TaskFields[], sql: StatementRunner): Promise<readonly Task[]> => {
    const rows = tasks.map((task) => fields.map((name) => task[name]));
    return insertRows<Task>(sql, {
      name: 'insert-tasks',
      table: 'workspace.tasks',
      columns: COLUMN_TYPES,
      rows,
      returning: columns,
    });
  };

  app.post('/api/v1/tasks', (request, reply) => {
    const fields = parseNewTask(request.body);
    return answerOnce(request, reply, { pool, keyTable: 'workspace.idempotency', callerOf }, async (part) => {
      const [task] = await part('task', (sql) => insert([fields], sql)).catch(refuseUnknown);
      if (task === undefined) throw new TypeError('a task was written and not told of');
      count('tasks created');
      await forget([task.id], [task]);
      return { statusCode: 201, body: { data: task } };
    });
  });

  app.post('/api/v1/tasks/bulk', (request, reply) => {
    const { given, batchSize } = parseTasks(request.body, options.bulk);
    return answerBulk<TaskFields>(request, reply, {
      given,
      rules: { ...options.bulk, batchSize },
      faultCode: 'INVALID_TASK',
      clock,
      pool,
      keyTable: 'workspace.idempotency',
      callerOf,
      write: async (batch, sql) => (await insert(batch, sql)).map(({ id }) => id),
      afterwards(ids) {
        count('tasks created', ids.length);
        const sound = given.flatMap((one) => ('item' in one ? [one.item] : []));
        return forget(ids, sound);
      },
    });
  });

  app.patch('/api/v1/tasks/:id', async (request) => {
    const id = pathId(request);
    const { sets, values } = changeStatement<TaskFields>(parseTaskChange(request.body), TASK_FIELDS);
    const text = `
      WITH before AS (
        SELECT id AS of_task, project_id AS project_before, assignee_id AS assignee_before
        FROM workspace.tasks WHERE id = $1 FOR UPDATE)
      UPDATE workspace.tasks SET ${sets}, updated_at = now() FROM before WHERE id = of_task
      RETURNING ${columns}, project_before AS "projectBefore", assignee_before AS "assigneeBefore"`;
    const statement = { text, values: [id, ...values], timeout: 'critical' } as const;
    const [changed] = await pool.query<ChangedTask>(statement, request.timing).catch(refuseUnknown);
    if (changed === undefined) throw noSuchTask(id);
    count('tasks changed');
    const { projectBefore, assigneeBefore, ...task } = changed;
    const { workspaceId } = task;
    await forget([id], [task, { workspaceId, projectId: projectBefore, assigneeId: assigneeBefore }]);
    return { data: task };
  });

  app.delete('/api/v1/tasks/:id', async (request, reply) => {
    const id = pathId(request);
    const text = `
      DELETE FROM workspace.tasks WHERE id = $1
      RETURNING workspace_id AS "workspaceId", project_id AS "projectId", assignee_id AS "assigneeId"`;
    const [task] = await pool.query<Task>(
      { name: 'delete-task', text, values: [id], timeout: 'critical' },
      request.timing,
    );
    if (task === undefined) throw noSuchTask(id);
    count('tasks deleted');
    await forget([id], [task]);
    return reply.status(204).send();
  });

  /** Takes out what tells of these tasks, as they are and as they were; absences of new ones included. */
  function forget(ids: readonly number[], tasks: Parameters<typeof tagsOfTasks>[0]): Promise<void> {
    return cache.deleteTags(...ids.map(cacheTags.task), ...tagsOfTasks(tasks));
  }
}

function noSuchTask(id: number): HttpError {
  return new HttpError({ statusCode: 404, code: 'TASK_NOT_FOUND', message: `there is no task ${id}` });
}

function refuseUnknown(error: unknown): never {
  if (!(error instanceof DatabaseError && error.code === '23503')) throw error;
  const message = 'the task names a project or a member that does not exist';
  throw new HttpError({ statusCode: 400, code: 'REFERENCE_UNKNOWN', message, cause: error });
}
