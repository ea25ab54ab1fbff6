import type { FastifyInstance } from 'fastify';
import type { Clock } from '../ports.ts';

/**
 * `x-response-time` (from the request's headers to its answer's) and `x-queue-wait` (how long it waited to be let in), in ms, on
 * answers of a scope. They stand beside `x-cache` and `server-timing`, which say where the time went; answers that come from L1
 * before the router have those two alone.
 */
export function addPerformanceHeaders(scope: FastifyInstance, clock: Clock): void {
  scope.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-response-time', inMs(clock.monotonicMs() - request.timing.startedAt));
    reply.header('x-queue-wait', inMs(request.queueWaitMs));
    done(null, payload);
  });
}

/** To the microsecond. */
function inMs(ms: number): string {
  return `${Math.round(ms * 1_000) / 1_000}ms`;
}
