import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance } from 'fastify';
import { HttpError } from './http-error.ts';

/** Who waits for what is being done, until they have left. */
export class Caller {
  #hasLeft = false;
  #leaving: AbortController | undefined;

  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  /** Aborted when they leave; its reason is an HttpError 499 CALLER_LEFT. Made when somebody first asks for it: most never wait. */
  get signal(): AbortSignal {
    this.#leaving ??= new AbortController();
    if (this.#hasLeft) this.#leaving.abort(callerLeft());
    return this.#leaving.signal;
  }

  leave(): void {
    this.#hasLeft = true;
    this.#leaving?.abort(callerLeft());
  }
}

/** Who waits for what is done in this call; `undefined`: nobody that could leave. */
export const presentCaller = new AsyncLocalStorage<Caller | undefined>();

/**
 * From its handler on a request is carried out for its caller, who leaves when the connection closes before the answer is sent.
 * Not before, as bodies come by events of their connection.
 */
export function addCallers(app: FastifyInstance): void {
  app.decorateRequest('caller');
  app.addHook('preHandler', (request, reply, done) => {
    const caller = new Caller();
    request.caller = caller;
    if (reply.raw.destroyed) caller.leave();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) caller.leave();
    });
    presentCaller.run(caller, done);
  });
}

/** Whether somebody gave up because nobody waits any more: a failure of nothing. */
export function isCallerLeft(error: unknown): boolean {
  return error instanceof HttpError && error.code === 'CALLER_LEFT';
}

/** By its name caches know that it says nothing of what was to be loaded. */
function callerLeft(): HttpError {
  const error = new HttpError({
    statusCode: 499,
    code: 'CALLER_LEFT',
    message: 'nobody waits for the answer any more',
  });
  error.name = 'AbortError';
  return error;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** From its handler on. */
    caller: Caller;
  }
}
