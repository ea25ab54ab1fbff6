import type { Cache, CacheStats } from '../../cache/cache.ts';
import type { SqlPool, SqlPoolStats } from '../../ports.ts';
import { meanQueryMs } from '../mean-query-ms.ts';
import { type KeptRows, withQueryCache } from '../query-cache.ts';

/** Document 004: `{ cache: true, cacheTTL: 300 }`. */
export interface QueryOptions {
  readonly cache?: boolean;
  /** Seconds. */
  readonly cacheTTL?: number;
}

/** What document 004 reads of its query metrics: a mean in ms, a share in percent. Both are 0 before the first query. */
export interface QueryMetrics {
  readonly avgQueryTime: number;
  readonly cacheHitRate: number;
  readonly slowQueries: number;
}

const DEFAULT_TTL_SECONDS = 300;

/** A pool and its query cache by the names of document 004. */
export class QueryOptimizer {
  readonly #pool: SqlPool;
  readonly #cache: Cache<KeptRows>;

  constructor(pool: SqlPool, cache: Cache<KeptRows>) {
    this.#pool = withQueryCache(pool, cache);
    this.#cache = cache;
  }

  async query<Row extends object>(
    text: string,
    values: readonly unknown[] = [],
    { cache = false, cacheTTL = DEFAULT_TTL_SECONDS }: QueryOptions = {},
  ): Promise<{ readonly rows: readonly Row[] }> {
    const wish = cache ? { cache: { ttlSeconds: cacheTTL } } : {};
    return { rows: await this.#pool.query<Row>({ text, values, ...wish }) };
  }

  /** Returns how many rows were written. */
  batchQuery(
    text: string,
    rows: readonly (readonly unknown[])[],
    options?: { readonly batchSize?: number },
  ): Promise<number> {
    return this.#pool.batchQuery(text, rows, options);
  }

  /** Row by row, `batchSize` of them in memory. */
  async *queryCursor<Row extends object>(
    text: string,
    values: readonly unknown[] = [],
    options?: { readonly batchSize?: number },
  ): AsyncGenerator<Row, void, undefined> {
    for await (const rows of this.#pool.queryCursor<Row>({ text, values }, options)) yield* rows;
  }

  on(_event: 'slowQuery', listener: (query: string, ms: number) => void): () => void {
    return this.#pool.onSlowQuery(({ query, ms }) => listener(query, ms));
  }

  getMetrics(): QueryMetrics {
    return queryMetrics(this.#pool.getStats(), this.#cache.getStats());
  }

  getPoolStats(): SqlPoolStats {
    return this.#pool.getStats();
  }
}

function queryMetrics(pool: SqlPoolStats, cache: CacheStats): QueryMetrics {
  const hits = cache.l1Hits + cache.l2Hits;
  return {
    avgQueryTime: meanQueryMs([pool]) ?? 0,
    cacheHitRate: cache.reads === 0 ? 0 : (hits / cache.reads) * 100,
    slowQueries: pool.slowStatements,
  };
}
