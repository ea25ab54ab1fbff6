import { HttpError } from '../../http/http-error.ts';
import { idRule, orNullRule, parseNew, type Writable } from './field-rules.ts';

/** What may be written of an activity: who did what in a workspace, to a task or not. */
export interface ActivityFields {
  readonly userId: number;
  readonly workspaceId: number;
  readonly taskId: number | null;
  /** `commented` */
  readonly type: string;
}

/** As a client sees an activity. */
export const ACTIVITY_COLUMNS = [
  'id',
  'user_id AS "userId"',
  'workspace_id AS "workspaceId"',
  'task_id AS "taskId"',
  'type',
  'created_at AS "createdAt"',
] as const;

const ACTIVITY: Writable<ActivityFields> = {
  what: 'activity',
  invalid: (message) => new HttpError({ statusCode: 400, code: 'INVALID_ACTIVITY', message }),
  rules: {
    userId: idRule,
    workspaceId: idRule,
    taskId: orNullRule(idRule),
    type: {
      isRight: (value) => typeof value === 'string' && /^[a-z]{1,32}$/.test(value),
      says: 'a word of 1 to 32 lower-case letters',
    },
  },
  absent: { taskId: null },
};

/** A whole new activity. Throws HttpError 400 INVALID_ACTIVITY naming the first fault. */
export function parseNewActivity(body: unknown): ActivityFields {
  return parseNew(body, ACTIVITY);
}
