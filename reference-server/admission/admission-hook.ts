import { AsyncResource } from 'node:async_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../http/http-error.ts';
import type { AdmissionQueue, Decision, Stay } from './admission-queue.ts';

/**
 * Every request of a scope stays in the queue until it may be worked on, and keeps its place until its answer is sent or its
 * client has left. It enters when it has arrived whole and its token is good: who sends slowly, or may not at all, holds no place.
 * An export gives its place back when it begins to be sent: from then on the pool of its domain bounds it, and who reads slowly
 * holds nobody else up. Routes outside the scope, and what the front answers from L1, do not pass here.
 */
export function addAdmissionHook(
  scope: FastifyInstance,
  queue: AdmissionQueue,
  clientOf: (request: FastifyRequest) => string,
): void {
  scope.decorateRequest('queueWaitMs', 0);
  scope.decorateRequest('stay', undefined);
  scope.addHook('preValidation', (request, reply, done) => {
    // Its client has left already, and no event will say so again: it goes no further.
    if (reply.raw.destroyed) return;
    let goOn = (decision: Decision) => {
      request.queueWaitMs = decision.waitedMs;
      if (decision.waitedMs > 0) request.timing.add('queue', decision.waitedMs);
      if (decision.kind === 'admitted') done();
      else done(refusal(decision.kind, queue.retryAfterSeconds()));
    };
    const whenItWaits = () => {
      // It will go on in a call of another request, and must not be taken for a part of that one.
      goOn = AsyncResource.bind(goOn);
      return clientOf(request);
    };
    const stay = queue.enter(whenItWaits, (decision) => goOn(decision));
    reply.raw.once('close', () => stay.end());
    if (request.routeOptions.config.isExport) request.stay = stay;
  });
  scope.addHook('onSend', (request, _reply, payload, done) => {
    request.stay?.end();
    done(null, payload);
  });
}

function refusal(kind: Exclude<Decision['kind'], 'admitted'>, retryAfterSeconds: number): HttpError {
  switch (kind) {
    case 'rejected':
      return tooMuch(
        'QUEUE_FULL',
        'the server works on as many requests as it can, and as many wait as may',
        retryAfterSeconds,
      );
    case 'timed out':
      return tooMuch('QUEUE_TIMEOUT', 'the request has waited as long as it may', retryAfterSeconds);
    case 'closed':
      return tooMuch('SERVER_CLOSING', 'the server is closing, and works on nothing new', retryAfterSeconds);
  }
}

function tooMuch(code: string, message: string, retryAfterSeconds: number): HttpError {
  return new HttpError({ statusCode: 503, code, message, retryAfterSeconds });
}

declare module 'fastify' {
  interface FastifyRequest {
    /** How long it waited to be let in; 0: it did not. */
    queueWaitMs: number;
    /** Of an export. */
    stay: Stay | undefined;
  }
}
