import type { CacheStats } from '../cache/cache.ts';
import { cacheServiceStats } from '../cache/facades/cache-service.ts';
import { hybridCacheStats } from '../cache/facades/hybrid-cache.ts';
import { mappingCacheMetrics } from '../cache/facades/mapping-cache.ts';
import { type PoolStats, poolStats, type QueryMetrics, queryMetrics } from '../db/facades/query-optimizer.ts';
import { type MappingPoolStats, mappingPoolStats } from '../domains/opal/facades/mapping-pool.ts';
import type { SqlPoolStats } from '../ports.ts';

/** What documents print, object by object and in their units: `%` is percent here, where all else of /metrics has fractions. */

/** The statistics object that the document of a domain prints of its cache. 001 and 003 print none. */
export const documentStatistics: Readonly<Record<string, (stats: CacheStats, isRedisReady: boolean) => object>> = {
  opal: mappingCacheMetrics,
  learning: hybridCacheStats,
  users: cacheServiceStats,
};

/** Of its statements: 004 alone. */
export const documentQueries: Readonly<Record<string, (pool: SqlPoolStats, queries: CacheStats) => QueryMetrics>> = {
  users: queryMetrics,
};

/** Of its pool: 000 and 004. */
export const documentPools: Readonly<Record<string, (stats: SqlPoolStats) => PoolStats | MappingPoolStats>> = {
  opal: mappingPoolStats,
  users: poolStats,
};
