import type { Timing } from './http/timing.ts';

/** What the server needs of the outside world. Tests replace these and nothing else; `KvClient` stands in cache/kv-client.ts. */

/** Time. */
export interface Clock {
  /** Milliseconds with a fraction, never running backwards; its zero means nothing. */
  monotonicMs(): number;
  /** Milliseconds since 1970. */
  wallMs(): number;
}

/** Randomness that can be repeated. */
export interface Rng {
  /** In [0, 1). */
  next(): number;
}

/** Structured log; pino's shape. Fields never hold a secret, a query's values or a header's value. */
export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** SQL with its values kept apart from it. */
export interface SqlStatement {
  readonly text: string;
  readonly values?: readonly unknown[];
  /** Prepared once per connection under this name; without it the statement is parsed each time. */
  readonly name?: string;
  /** How long it may take; left out: the default one. */
  readonly timeout?: TimeoutClass;
}

/** `cached`: fills a cache; `critical`: somebody waits for it; `long-running`: a report. The pool's settings say how many ms each is. */
export type TimeoutClass = 'cached' | 'critical' | 'default' | 'long-running';

/** A pool of database connections: one per domain. */
export interface SqlPool {
  /**
   * Runs one statement. Adds the wait for a connection to `timing` as `queue` and the statement itself as `db`.
   * Rejects when the database cannot be reached, when no connection came free in time, or with the database's own error.
   */
  query<Row extends object>(statement: SqlStatement, timing?: Timing): Promise<readonly Row[]>;
  /** Counters since start and levels now. */
  getStats(): SqlPoolStats;
  /** Gives every connection back. Safe to call twice. */
  close(): Promise<void>;
}

/** `…Seconds`, `statements`, `errors` and `slowStatements` only grow; the rest are levels. */
export interface SqlPoolStats {
  readonly max: number;
  /** Connections that are open: busy ones and idle ones. */
  readonly open: number;
  readonly idle: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
  /** Time-weighted: the sum over all connections of the seconds that each was lent out. */
  readonly busySeconds: number;
  /** `max` integrated over time: `busySeconds / capacitySeconds` over any stretch is the utilisation. */
  readonly capacitySeconds: number;
  readonly statements: number;
  readonly errors: number;
  /** Time spent in statements, the wait for a connection left out. */
  readonly statementSeconds: number;
  readonly slowStatements: number;
}
