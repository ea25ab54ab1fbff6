import type { SqlPool, SqlStatement } from '../ports.ts';

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

  async function* readWhole<Row extends object>(statement: SqlStatement, signal?: AbortSignal) {
    const rows = await pool.query<Row>(statement);
    signal?.throwIfAborted();
    if (rows.length > 0) yield rows;
  }

  return {
    query: (statement, timing) => pool.query(changed(statement), timing),
    transaction: (work, timing) =>
      pool.transaction((session) => work({ query: (statement) => session.query(changed(statement)) }), timing),
    queryCursor: (statement, options) =>
      chunk === 'all'
        ? readWhole(changed(statement), options?.signal)
        : pool.queryCursor(changed(statement), { ...options, ...(chunk === null ? {} : { batchSize: chunk }) }),
    batchQuery: (text, rows, options) => pool.batchQuery(inSchema(text), rows, options),
    onSlowQuery: (listener) => pool.onSlowQuery(listener),
    getStats: () => pool.getStats(),
    close: () => pool.close(),
  };
}
