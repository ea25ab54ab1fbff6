import type { Cache } from '../cache/cache.ts';
import { CacheKeys } from '../cache/cache-keys.ts';
import { presentCaller } from '../http/caller.ts';
import type { SqlPool, SqlStatement } from '../ports.ts';

/** Rows as JSON has them: a time is text, wherever they were found. */
export type KeptRows = readonly object[];

/**
 * The pool with a cache of its own for the statements that ask for it (`statement.cache`): the key comes from text and values, callers
 * at the same time share one run, the least recently read rows make room. All else goes to the pool as it is.
 */
export function withQueryCache(pool: SqlPool, cache: Cache<KeptRows>): SqlPool {
  return {
    async query<Row extends object>(statement: SqlStatement, ...rest: [Parameters<SqlPool['query']>[1]?]) {
      const { cache: wish, ...plain } = statement;
      if (wish === undefined) return pool.query<Row>(statement, ...rest);
      // For whoever asks at the same time, and so for nobody who could leave.
      const load = () => presentCaller.run(undefined, async () => asJson(await pool.query(plain, ...rest)));
      const { ttlSeconds, tags = [] } = wish;
      const rows = await cache.getOrSet(queryKey(statement), load, { ttlSeconds, tags });
      // Under this key lie the rows of this very statement.
      return rows as readonly Row[];
    },
    transaction: (work, timing) => pool.transaction(work, timing),
    queryCursor: (statement, options) => pool.queryCursor(statement, options),
    queryRaw: (statement, sink, options) => pool.queryRaw(statement, sink, options),
    batchQuery: (text, rows, options) => pool.batchQuery(text, rows, options),
    onSlowQuery: (listener) => pool.onSlowQuery(listener),
    getStats: () => pool.getStats(),
    close: () => pool.close(),
  };
}

/** `users:query:…`: patterns reach it by its namespace, which stands in front; what is asked for stands hashed. */
function queryKey({ text, values = [], cache }: SqlStatement): string {
  const key = CacheKeys.queryResult(text, values);
  return cache?.namespace === undefined ? key : `${cache.namespace}:${key}`;
}

function asJson(rows: readonly object[]): KeptRows {
  return JSON.parse(JSON.stringify(rows)) as KeptRows;
}
