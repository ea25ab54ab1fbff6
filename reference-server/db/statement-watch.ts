import type { Timing } from '../http/timing.ts';
import type { Clock, Logger, SlowQuery, SqlStatement } from '../ports.ts';

/** Upper bounds of the duration buckets in ms: what documents 000, 001, 002 and 004 allow a statement, and what 001 calls slow. */
export const STATEMENT_BOUNDS_MS: readonly number[] = [50, 100, 200, 1_000];

export interface StatementWatchOptions {
  /** Statements that take longer are logged, without their values, and counted; those beyond `criticalMs` as errors. */
  readonly slowMs: number;
  readonly verySlowMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Counts and times the statements of a pool, and tells of the slow ones. */
export class StatementWatch {
  readonly #options: StatementWatchOptions;
  readonly #listeners = new Set<(query: SlowQuery) => void>();
  #statements = 0;
  #errors = 0;
  #slowStatements = 0;
  #statementMs = 0;
  readonly #durationCounts: number[] = [...STATEMENT_BOUNDS_MS, Number.POSITIVE_INFINITY].map(() => 0);

  constructor(options: StatementWatchOptions) {
    this.#options = options;
  }

  onSlow(listener: (query: SlowQuery) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Runs `work`, which is one statement on a connection that is there. */
  async time<T>(statement: SqlStatement, timing: Timing | undefined, work: () => Promise<T>): Promise<T> {
    const { clock } = this.#options;
    const began = clock.monotonicMs();
    try {
      return await work();
    } finally {
      const took = clock.monotonicMs() - began;
      this.#statementMs += took;
      const within = STATEMENT_BOUNDS_MS.findIndex((bound) => took <= bound);
      const bucket = within < 0 ? STATEMENT_BOUNDS_MS.length : within;
      this.#durationCounts[bucket] = (this.#durationCounts[bucket] ?? 0) + 1;
      timing?.add('db', took);
      if (took > this.#options.slowMs) this.#tell(statement, took);
    }
  }

  /** One more was asked for. */
  count(): void {
    this.#statements += 1;
  }

  countError(): void {
    this.#errors += 1;
  }

  getTotals() {
    return {
      statements: this.#statements,
      errors: this.#errors,
      statementSeconds: this.#statementMs / 1_000,
      slowStatements: this.#slowStatements,
      durationCounts: [...this.#durationCounts],
    };
  }

  #tell(statement: SqlStatement, took: number): void {
    const { log, verySlowMs } = this.#options;
    this.#slowStatements += 1;
    const query = statement.name ?? statement.text;
    const ms = Math.round(took);
    const level = took > verySlowMs ? 'critical' : 'slow';
    log[level === 'critical' ? 'error' : 'warn']({ statement: query, ms }, 'slow statement');
    for (const listener of this.#listeners) listener({ query, ms, level });
  }
}
