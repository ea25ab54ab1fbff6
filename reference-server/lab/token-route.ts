import type { FastifyInstance } from 'fastify';
import { ROLES, type Role } from '../http/authentication.ts';
import { fieldsOf } from '../http/fields.ts';
import { HttpError } from '../http/http-error.ts';
import { labGuard } from './lab-guard.ts';

export const LONGEST_SECONDS = 86_400;
export const DEFAULT_SECONDS = 3_600;

/** POST /lab/token `{"role": "viewer", "seconds": 3600, "subject": "anna"}`: a token for load generators and tests, for whoever knows the lab's key. */
export function registerTokenRoute(
  app: FastifyInstance,
  key: string,
  sign: (role: Role, seconds: number, subject?: string) => string,
): void {
  app.post('/lab/token', {
    onRequest: labGuard(key),
    handler: async (request) => {
      const { role, seconds, subject } = parse(request.body);
      return { data: { token: sign(role, seconds, subject), role, seconds } };
    },
  });
}

function parse(body: unknown): {
  readonly role: Role;
  readonly seconds: number;
  readonly subject: string | undefined;
} {
  const given = fieldsOf(body);
  const role = ROLES.find((word) => word === given.role);
  const { seconds = DEFAULT_SECONDS, subject } = given;
  if (role === undefined) throw invalid(`role is one of ${ROLES.join(', ')}`);
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_SECONDS) {
    throw invalid(`seconds is a whole number from 1 to ${LONGEST_SECONDS}`);
  }
  if (subject !== undefined && !(typeof subject === 'string' && /^[\w.-]{1,128}$/.test(subject))) {
    throw invalid('subject is 1 to 128 letters, digits, _, . or -');
  }
  return { role, seconds, subject };
}

function invalid(message: string): HttpError {
  return new HttpError({ statusCode: 400, code: 'TOKEN_REQUEST_INVALID', message });
}
