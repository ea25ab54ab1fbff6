import type {} from 'fastify';

/**
 * Where a request's time went. `queue`: waiting for a connection; `cache`: reading the tiers; `db`: statements;
 * `serialise`: making bytes of objects; `compress`: encoding those bytes.
 */
export type Phase = 'queue' | 'cache' | 'db' | 'serialise' | 'compress';

/** Phase times of one request, sent as its `server-timing` header. */
export interface Timing {
  /** Adds to a phase; a phase nobody added to is not sent. Unit: ms. */
  add(phase: Phase, durationMs: number): void;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Phase times of this request. */
    timing: Timing;
  }
}
