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
  /** Its rows may be kept, where the pool has a cache for it. Not for statements that write. */
  readonly cache?: QueryCaching;
}

/** How rows are fetched: so many at a time, until `signal`. */
export interface CursorOptions {
  readonly batchSize?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Takes rows as the bytes that the database sends. */
export interface RowSink {
  /**
   * The row that lies in `bytes` from `from` to `end`: how many values in 16 bits, then for each how many bytes in 32 (−1: no value)
   * and its text in UTF-8. They are gone when it returns. Source: PostgreSQL, "Message Formats", DataRow.
   */
  add(bytes: Buffer, from: number, end: number): void;
  /** What was made of the rows that came since it was last called: empty if none came. */
  take(): Buffer;
}

export interface QueryCaching {
  readonly ttlSeconds: number;
  /** Stands in front of the key, so that a pattern can take its rows out: `audit_events*`. */
  readonly namespace?: string;
  /** `deleteTags` of any of them takes its rows out: by one command, where a pattern is looked for among all keys. */
  readonly tags?: readonly string[];
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
  /**
   * Runs `work` on one connection between BEGIN and COMMIT; ROLLBACK when it rejects. Its statements end with it: one that is
   * run later is refused with a TypeError.
   */
  transaction<T>(work: (session: SqlSession) => Promise<T>, timing?: Timing): Promise<T>;
  /**
   * Rows of a statement in order, fetched `batchSize` at a time, so that memory stays flat. The connection is given back when the
   * loop ends, however it ends; on `signal` at once.
   */
  queryCursor<Row extends object>(
    statement: SqlStatement,
    options?: CursorOptions,
  ): AsyncGenerator<readonly Row[], void, undefined>;
  /** As `queryCursor`, for rows by the million: nothing is made of them but what `sink` makes. */
  queryRaw(statement: SqlStatement, sink: RowSink, options?: CursorOptions): AsyncGenerator<Buffer, void, undefined>;
  /**
   * Runs `INSERT … VALUES ($1, …)` for every list of values, `batchSize` rows a statement, in one transaction. Returns how many
   * rows were written.
   */
  batchQuery(
    text: string,
    rows: readonly (readonly unknown[])[],
    options?: { readonly batchSize?: number; readonly timing?: Timing },
  ): Promise<number>;
  /** Calls `listener` after each statement that took longer than a slow one may; returns how to stop. */
  onSlowQuery(listener: (query: SlowQuery) => void): () => void;
  /** Counters since start and levels now. */
  getStats(): SqlPoolStats;
  /** Gives every connection back. Safe to call twice. */
  close(): Promise<void>;
}

/** Statements of one transaction. */
export interface SqlSession {
  query<Row extends object>(statement: SqlStatement): Promise<readonly Row[]>;
}

/** A statement that took long, without its values. */
export interface SlowQuery {
  /** Its name, else its text. */
  readonly query: string;
  readonly ms: number;
  readonly level: 'slow' | 'critical';
}

/** One open connection. */
export interface SqlConnectionStats {
  /** Counted through the process. */
  readonly number: number;
  readonly isBusy: boolean;
  readonly ageSeconds: number;
  /** Since it was last used; 0 while it is busy. */
  readonly idleSeconds: number;
  /** Run on it so far, those that failed included. */
  readonly statements: number;
}

/** `…Seconds`, `statements`, `errors` and `slowStatements`, `leaks` and `replaced` only grow; the rest are levels. */
export interface SqlPoolStats {
  /** How many there may be now: the pool's maximum, or less where its size follows its use. */
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
  /** Statements by duration: at most `STATEMENT_BOUNDS_MS[i]` and above the bound before it; the last: above all. They only grow. */
  readonly durationCounts: readonly number[];
  /** Connections that were held too long by whoever borrowed them. */
  readonly leaks: number;
  /** Connections that did not answer when they were asked, and were replaced. */
  readonly replaced: number;
  /** Callers that were refused because no connection came free in time. */
  readonly exhausted: number;
  /** Callers who left while they waited for a connection. */
  readonly abandoned: number;
  /** How often the database was lost: no connection was left, or to be had, where there had been one. */
  readonly losses: number;
  /** Those that are open, oldest first; left out where none outlives its statement. */
  readonly connections?: readonly SqlConnectionStats[];
}
