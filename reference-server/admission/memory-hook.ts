import type { FastifyInstance } from 'fastify';
import { HttpError } from '../http/http-error.ts';
import type { MemoryGuard } from './memory-guard.ts';

/** Memory comes back when requests end: soon. */
const RETRY_SECONDS = 5;

/** Turns requests of a scope away while memory is short: 503 MEMORY_SHORT. What L1 holds the front goes on answering. */
export function addMemoryHook(scope: FastifyInstance, guard: MemoryGuard): void {
  scope.addHook('onRequest', (_request, _reply, done) => {
    done(guard.takesOn() ? undefined : refusal());
  });
}

function refusal(): HttpError {
  return new HttpError({
    statusCode: 503,
    code: 'MEMORY_SHORT',
    message: 'the server has too little memory left to take on new work',
    retryAfterSeconds: RETRY_SECONDS,
  });
}
