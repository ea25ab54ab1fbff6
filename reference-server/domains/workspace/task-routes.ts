import type { FastifyInstance } from 'fastify';
import { DatabaseError } from 'pg';
import { answerBulk } from '../../bulk/bulk-write.ts';
import { insertRows } from '../../bulk/insert-rows.ts';
import type { DomainContext } from '../../domain.ts';
import { HttpError } from '../../http/http-error.ts';
import { pathId } from '../../http/path-id.ts';
import { cacheKeys, cacheTags } from './cache-keys.ts';
import { parseNewTask, parseTaskChange, TASK_COLUMNS, TASK_FIELDS, type TaskFields } from './task.ts';
import { parseTasks } from './task-batch.ts';
import type { WorkspaceOptions } from './workspace-domain.ts';

interface Task extends TaskFields {
  readonly id: number;
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
  const { cachedGet, pool, cache, clock, count } = context;

  cachedGet<number>({
    url: '/api/v1/tasks/:id',
    input: pathId,
    key: cacheKeys.task,
    ttlSeconds: options.ttl.taskSeconds,
    maxAgeSeconds: options.maxAge?.taskSeconds ?? 0,
    async load(id, timing) {
      const text = `SELECT ${columns} FROM workspace.tasks WHERE id = $1`;
      const [task] = await pool.query<Task>({ name: 'task', text, values: [id], timeout: 'cached' }, timing);
      if (task === undefined) throw noSuchTask(id);
      return { data: task };
    },
  });

  const insert = async (tasks: readonly TaskFields[]): Promise<readonly Task[]> => {
    const rows = tasks.map((task) => fields.map((name) => task[name]));
    const made = await insertRows<Task>(pool, {
      name: 'insert-tasks',
      table: 'workspace.tasks',
      columns: COLUMN_TYPES,
      rows,
      returning: columns,
    });
    count('tasks created', made.length);
    // Somebody may have asked for one before it was there.
    await cache.delete(...made.map(({ id }) => cacheKeys.task(id)));
    return made;
  };

  app.post('/api/v1/tasks', async (request, reply) => {
    const fields = parseNewTask(request.body);
    const [task] = await insert([fields]).catch(refuseUnknown);
    await cache.deleteTags(cacheTags.tasksOf(fields.workspaceId));
    return reply.status(201).send({ data: task });
  });

  app.post('/api/v1/tasks/bulk', (request, reply) => {
    const { given, batchSize } = parseTasks(request.body, options.bulk);
    const workspaces = new Set(given.flatMap((one) => ('item' in one ? [one.item.workspaceId] : [])));
    return answerBulk<TaskFields>(
      request,
      reply,
      { pool, table: 'workspace.idempotency' },
      {
        given,
        rules: { ...options.bulk, batchSize },
        faultCode: 'INVALID_TASK',
        clock,
        write: async (batch) => (await insert(batch)).map(({ id }) => id),
        afterwards: () => cache.deleteTags(...[...workspaces].map(cacheTags.tasksOf)),
      },
    );
  });

  app.patch('/api/v1/tasks/:id', async (request) => {
    const id = pathId(request);
    const change = Object.entries(parseTaskChange(request.body));
    // The names have been checked against TASK_FIELDS.
    const sets = change.map(([name], place) => `${TASK_FIELDS[name as keyof TaskFields]} = $${place + 2}`);
    const text = `UPDATE workspace.tasks SET ${sets.join(', ')}, updated_at = now() WHERE id = $1 RETURNING ${columns}`;
    const values = [id, ...change.map(([, value]) => value)];
    const [task] = await pool.query<Task>({ text, values, timeout: 'critical' }, request.timing).catch(refuseUnknown);
    if (task === undefined) throw noSuchTask(id);
    count('tasks changed');
    await forget(task);
    return { data: task };
  });

  app.delete('/api/v1/tasks/:id', async (request, reply) => {
    const id = pathId(request);
    const text = 'DELETE FROM workspace.tasks WHERE id = $1 RETURNING id, workspace_id AS "workspaceId"';
    const [task] = await pool.query<Task>(
      { name: 'delete-task', text, values: [id], timeout: 'critical' },
      request.timing,
    );
    if (task === undefined) throw noSuchTask(id);
    count('tasks deleted');
    await forget(task);
    return reply.status(204).send();
  });

  async function forget({ id, workspaceId }: Pick<Task, 'id' | 'workspaceId'>): Promise<void> {
    await Promise.all([cache.delete(cacheKeys.task(id)), cache.deleteTags(cacheTags.tasksOf(workspaceId))]);
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
