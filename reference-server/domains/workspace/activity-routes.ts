import type { FastifyInstance } from 'fastify';
import { answerOnce } from '../../bulk/answer-once.ts';
import type { DomainContext } from '../../domain.ts';
import { HttpError } from '../../http/http-error.ts';
import { ACTIVITY_COLUMNS, parseNewActivity } from './activity.ts';
import { cacheTags } from './cache-keys.ts';

/** Nothing where the member, or the task in that workspace, is not there: activities outlive what they tell of, so no key holds them. */
const INSERT = `
  INSERT INTO workspace.activities (user_id, workspace_id, task_id, type)
  SELECT $1::int, $2::int, $3::int, $4::text
  WHERE EXISTS (SELECT FROM workspace.members WHERE id = $1::int)
    AND ($3::int IS NULL OR EXISTS (SELECT FROM workspace.tasks WHERE id = $3::int AND workspace_id = $2::int))
  RETURNING ${ACTIVITY_COLUMNS.join(', ')}`;

/** POST /api/v1/activities. What happened stays as it is: there is no changing and no deleting. */
export function registerActivityRoutes(app: FastifyInstance, context: DomainContext): void {
  const { pool, cache, count, callerOf } = context;
  app.post('/api/v1/activities', (request, reply) => {
    const { userId, workspaceId, taskId, type } = parseNewActivity(request.body);
    const values = [userId, workspaceId, taskId, type];
    return answerOnce(request, reply, { pool, keyTable: 'workspace.idempotency', callerOf }, async (part) => {
      const activity = await part('activity', async (sql) => {
        const statement = { name: 'insert-activity', text: INSERT, values, timeout: 'critical' } as const;
        const [written] = await sql.query(statement, request.timing);
        return written ?? refuseUnknown();
      });
      count('activities created');
      await cache.deleteTags(cacheTags.activitiesOf(workspaceId));
      return { statusCode: 201, body: { data: activity } };
    });
  });
}

function refuseUnknown(): never {
  const message = 'the activity names a member that does not exist, or a task that is not in its workspace';
  throw new HttpError({ statusCode: 400, code: 'REFERENCE_UNKNOWN', message });
}
