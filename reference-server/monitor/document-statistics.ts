import type { CacheStats } from '../cache/cache.ts';
import { cacheServiceStats } from '../cache/facades/cache-service.ts';
import { hybridCacheStats } from '../cache/facades/hybrid-cache.ts';
import { mappingCacheMetrics } from '../cache/facades/mapping-cache.ts';

/** The statistics object that the document of a domain prints of its cache. 001 and 003 print none. */
export const documentStatistics: Readonly<Record<string, (stats: CacheStats, isRedisReady: boolean) => object>> = {
  opal: mappingCacheMetrics,
  learning: hybridCacheStats,
  users: cacheServiceStats,
};
