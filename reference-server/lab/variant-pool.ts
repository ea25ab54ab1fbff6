import type { CursorOptions, SqlPool, SqlStatement } from '../ports.ts';

/** As many as the protocol can ask for. */
const ALL_ROWS = 2 ** 31 - 1;

/** What a variant does otherwise with its statements than its domain asks for. */
export interface StatementChanges {
  /** False: every statement is parsed each time. */
  readonly isPrepared: boolean;
  /** Where the tables are that a text names. */
  readonly inSchema: (text: string) => string;
  /** Rows that a cursor fetches at a time; `all`: they are read whole before the first is handed on. `null`: as asked for. */
  readonly chunk: number | 'all' | null;
}

/** A pool that changes every statement so, and is otherwise `pool`. */
export function variantPool(pool: SqlPool, { isPrepared, inSchema, chunk }: StatementChanges): SqlPool {
  const changed = ({ text, name, ...statement }: SqlStatement): SqlStatement => ({
    ...statement,
    text: inSchema(text),
    ...(isPrepared && name !== undefined ? { name } : {}),
  });

  const fetched = (options: CursorOptions = {}): CursorOptions =>
    chunk === null ? options : { ...options, batchSize: chunk === 'all' ? ALL_ROWS : chunk };

  return {
    query: (statement, timing) => pool.query(changed(statement), timing),
    transaction: (work, timing) =>
      pool.transaction((session) => work({ query: (statement) => session.query(changed(statement)) }), timing),
    queryCursor: (statement, options) => pool.queryCursor(changed(statement), fetched(options)),
    queryRaw: (statement, sink, options) => pool.queryRaw(changed(statement), sink, fetched(options)),
    batchQuery: (text, rows, options) => pool.batchQuery(inSchema(text), rows, options),
    onSlowQuery: (listener) => pool.onSlowQuery(listener),
    getStats: () => pool.getStats(),
    close: () => pool.close(),
  };
}
