import type { Cache, CacheStats } from '../../cache/cache.ts';
import { percentOf } from '../../monitor/ratio.ts';
import type { SqlPool, SqlPoolStats } from '../../ports.ts';
import { meanQueryMs } from '../mean-query-ms.ts';
import type { PostgresPoolOptions } from '../postgres-pool.ts';
import { type KeptRows, withQueryCache } from '../query-cache.ts';

/** What document 004 initialises its query optimizer with; times in ms. */
export interface OptimizerConfig {
  readonly maxConnections: number;
  readonly minConnections: number;
  readonly idleTimeout: number;
  readonly connectionTimeout: number;
  readonly queryTimeout: number;
}

/** The same as a pool has it. */
export type OptimizerPool = Pick<PostgresPoolOptions, 'min' | 'max' | 'idleMs' | 'acquireMs' | 'timeoutMs'>;

export interface OpenedQueries {
  readonly pool: SqlPool;
  readonly cache: Cache<KeptRows>;
}

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

/** Levels, and how much of the pool was in use since its start, in percent; `null`: it has just started. */
export interface PoolStats extends Pick<SqlPoolStats, 'max' | 'open' | 'idle' | 'waiting'> {
  readonly utilization: number | null;
}

const DEFAULT_TTL_SECONDS = 300;

/** A pool and its query cache by the names of document 004. Before `initialize` nothing can be asked of it: Error. */
export class QueryOptimizer {
  readonly #open: (pool: OptimizerPool) => Promise<OpenedQueries>;
  #opening: Promise<OpenedQueries> | undefined;
  #opened: OpenedQueries | undefined;

  constructor(open: (pool: OptimizerPool) => Promise<OpenedQueries>) {
    this.#open = open;
  }

  /** Need not be waited for: queries do, and are told why there is no pool. Throws Error on a second call. */
  initialize(config: OptimizerConfig): Promise<void> {
    if (this.#opening !== undefined) throw new Error('the query optimizer is initialized already');
    this.#opening = this.#open(poolOf(config)).then(({ pool, cache }) => {
      this.#opened = { pool: withQueryCache(pool, cache), cache };
      return this.#opened;
    });
    const done = this.#opening.then(() => {});
    done.catch(() => {});
    return done;
  }

  async query<Row extends object>(
    text: string,
    values: readonly unknown[] = [],
    { cache = false, cacheTTL = DEFAULT_TTL_SECONDS }: QueryOptions = {},
  ): Promise<{ readonly rows: readonly Row[] }> {
    const { pool } = await this.#ready();
    const wish = cache ? { cache: { ttlSeconds: cacheTTL } } : {};
    return { rows: await pool.query<Row>({ text, values, ...wish }) };
  }

  /** Returns how many rows were written. */
  async batchQuery(
    text: string,
    rows: readonly (readonly unknown[])[],
    options?: { readonly batchSize?: number },
  ): Promise<number> {
    const { pool } = await this.#ready();
    return pool.batchQuery(text, rows, options);
  }

  /** Row by row, `batchSize` of them in memory. */
  async *queryCursor<Row extends object>(
    text: string,
    values: readonly unknown[] = [],
    options?: { readonly batchSize?: number },
  ): AsyncGenerator<Row, void, undefined> {
    const { pool } = await this.#ready();
    for await (const rows of pool.queryCursor<Row>({ text, values }, options)) yield* rows;
  }

  /** Resolves, when it listens, to how to stop. */
  async on(_event: 'slowQuery', listener: (query: string, ms: number) => void): Promise<() => void> {
    const { pool } = await this.#ready();
    return pool.onSlowQuery(({ query, ms }) => listener(query, ms));
  }

  getMetrics(): QueryMetrics {
    const { pool, cache } = this.#now();
    return queryMetrics(pool.getStats(), cache.getStats());
  }

  getPoolStats(): PoolStats {
    return poolStats(this.#now().pool.getStats());
  }

  async #ready(): Promise<OpenedQueries> {
    return this.#opening ?? this.#now();
  }

  #now(): OpenedQueries {
    if (this.#opened === undefined) throw new Error('the query optimizer is not initialized yet');
    return this.#opened;
  }
}

function poolOf(config: OptimizerConfig): OptimizerPool {
  const { queryTimeout: ms } = config;
  return {
    min: config.minConnections,
    max: config.maxConnections,
    idleMs: config.idleTimeout,
    acquireMs: config.connectionTimeout,
    timeoutMs: { cached: ms, critical: ms, default: ms, 'long-running': ms },
  };
}

export function queryMetrics(pool: SqlPoolStats, cache: CacheStats): QueryMetrics {
  return {
    avgQueryTime: meanQueryMs([pool]) ?? 0,
    cacheHitRate: percentOf(cache.l1Hits + cache.l2Hits, cache.reads) ?? 0,
    slowQueries: pool.slowStatements,
  };
}

export function poolStats({ max, open, idle, waiting, busySeconds, capacitySeconds }: SqlPoolStats): PoolStats {
  return { max, open, idle, waiting, utilization: percentOf(busySeconds, capacitySeconds) };
}
