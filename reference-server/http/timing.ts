import type {} from 'fastify';

/**
 * Where a request's time went. `queue`: waiting for a connection, or for another request that loads the same; `cache`:
 * reading the tiers; `db`: statements; `serialise`: making bytes of objects; `compress`: encoding those bytes.
 */
export type Phase = 'queue' | 'cache' | 'db' | 'serialise' | 'compress';

/** Phase times of one request, sent as its `server-timing` header. */
export interface Timing {
  /** Adds to a phase; a phase nobody added to is not sent. Unit: ms. */
  add(phase: Phase, durationMs: number): void;
}

const PHASES: readonly Phase[] = ['queue', 'cache', 'db', 'serialise', 'compress'];

/** Phase times of all requests since the start, in ms: what the headers said, added up. */
export type PhaseTotals = Record<Phase, number>;

export function phaseTotals(): PhaseTotals {
  return { queue: 0, cache: 0, db: 0, serialise: 0, compress: 0 };
}

/** The server's own side of a request's timing. */
export class PhaseTimes implements Timing {
  /** When the request came in, on the monotonic clock. */
  readonly startedAt: number;
  /** When its answer began to be serialised; 0: it has not. */
  serialisingSince = 0;
  readonly #ms: Partial<Record<Phase, number>> = {};
  readonly #totals: PhaseTotals;

  constructor(startedAt: number, totals: PhaseTotals) {
    this.startedAt = startedAt;
    this.#totals = totals;
  }

  add(phase: Phase, durationMs: number): void {
    this.#ms[phase] = (this.#ms[phase] ?? 0) + durationMs;
    this.#totals[phase] += durationMs;
  }

  /** Empty when no phase was added to. */
  toHeader(): string {
    const phases = PHASES.flatMap((phase) => {
      const ms = this.#ms[phase];
      return ms === undefined ? [] : [phaseText(phase, ms)];
    });
    return phases.join(', ');
  }
}

/** One phase as `server-timing` writes it: ms, to the microsecond. */
export function phaseText(phase: Phase, ms: number): string {
  return `${phase};dur=${Math.round(ms * 1000) / 1000}`;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Phase times of this request. */
    timing: PhaseTimes;
  }
}
