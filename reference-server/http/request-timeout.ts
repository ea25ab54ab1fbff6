import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../ports.ts';
import { composeError } from './compose-answer.ts';
import { HttpError } from './http-error.ts';
import { logFailure } from './log-failure.ts';

/**
 * A handler that has nothing to send after `timeoutMs` is answered for: 503 REQUEST_TIMEOUT. Its time begins when the request has
 * been let in and has arrived whole. What is being sent is not cut: an export has a limit of its own.
 *
 * Not Fastify's `handlerTimeout`: that one ends its own timer when a body has been read, so that no POST is ever timed out, and
 * cuts off every export that takes longer.
 */
export function addRequestTimeout(app: FastifyInstance, timeoutMs: number, log: Logger): void {
  app.decorateRequest('deadline', undefined);
  app.addHook('preHandler', (request, reply, done) => {
    const ownMs = request.routeOptions.config.timeoutMs ?? timeoutMs;
    const deadline = setTimeout(() => answerLate(request, reply, log), ownMs);
    request.deadline = deadline;
    reply.raw.once('close', () => clearTimeout(deadline));
    done();
  });
  app.addHook('onSend', (request, _reply, payload, done) => {
    clearTimeout(request.deadline);
    done(null, payload);
  });
}

function answerLate(request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  // Its client has left.
  if (reply.raw.destroyed) return;
  request.caller.leave();
  const late = new HttpError({
    statusCode: 503,
    code: 'REQUEST_TIMEOUT',
    message: 'no answer was ready in time',
  });
  logFailure(log, late, late, request.routeOptions.url);
  const { statusCode, headers, payload } = composeError(late);
  // What the handler says from now on is nobody's concern.
  reply.hijack();
  reply.raw.writeHead(statusCode, headers).end(payload);
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How long its handler may take; left out: as long as any. */
    timeoutMs?: number;
  }
  interface FastifyRequest {
    /** Runs while its handler works. */
    deadline: NodeJS.Timeout | undefined;
  }
}
