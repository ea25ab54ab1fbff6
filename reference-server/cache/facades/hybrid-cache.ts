import type { Cache, CacheStats } from '../cache.ts';
import { canonicalText, hashOf } from '../cache-keys.ts';
import type { KvClient } from '../kv-client.ts';
import { asPercent } from './percent.ts';

const MINUTE_MS = 60_000;

/** How long things of document 002 are kept, in ms, as it says. */
export const HYBRID_TTL_MS = {
  analyticsUserData: 5 * MINUTE_MS,
  behavioralPatterns: 10 * MINUTE_MS,
  missionSummaries: 15 * MINUTE_MS,
  performanceMetrics: 5 * MINUTE_MS,
  cognitiveLoad: 2 * MINUTE_MS,
  learningObjectives: 30 * MINUTE_MS,
  strugglePredictions: 5 * MINUTE_MS,
  recommendations: 10 * MINUTE_MS,
} as const;

/** The statistics object of document 002, field by field. */
export interface HybridCacheStats {
  readonly type: 'HYBRID_CACHE';
  readonly l1MemorySize: number;
  readonly stats: {
    readonly totalHits: number;
    readonly totalMisses: number;
    readonly hitRate: string;
    /** Readers whom Redis answered; those who came together shared one read of it. */
    readonly redisHits: number;
    /** Reads of Redis that found nothing. */
    readonly redisMisses: number;
    /** Reads that went without Redis, or that it failed. */
    readonly fallbackCount: number;
  };
  readonly redisHealthy: boolean;
}

/** The cache by the names of document 002. */
export class HybridCache {
  readonly #cache: Cache<unknown>;
  readonly #connect: () => Promise<KvClient | null>;
  #kv: Promise<KvClient | null> | undefined;
  #connected: KvClient | null = null;

  /** `connect` is called once, by the first request. */
  constructor(cache: Cache<unknown>, connect: () => Promise<KvClient | null>) {
    this.#cache = cache;
    this.#connect = connect;
  }

  /** To be called by every request and waited for by none. Never rejects: without Redis there is L1. */
  ensureRedisInitialized(): Promise<void> {
    this.#kv ??= this.#connect().catch(() => null);
    return this.#kv.then((kv) => {
      this.#connected = kv;
    });
  }

  isRedisHealthy(): boolean {
    return this.#connected?.isReady ?? false;
  }

  /** Reads the key, or computes it and keeps it for `ttlMs`. */
  withCache<Value>(key: string, ttlMs: number, compute: () => Promise<Value>): Promise<Value> {
    // Whoever builds the key says what lies under it.
    return this.#cache.getOrSet(key, compute, ttlMs / 1000) as Promise<Value>;
  }

  /** Keys by pattern (`*` stands for any run of characters), in both tiers. */
  async invalidatePattern(pattern: string): Promise<void> {
    await this.#cache.deletePattern(pattern);
  }

  getCacheStats(): HybridCacheStats {
    return hybridCacheStats(this.#cache.getStats(), this.isRedisHealthy());
  }
}

export function hybridCacheStats(stats: CacheStats, redisHealthy: boolean): HybridCacheStats {
  const { entries, l1Hits, l2Hits, misses, reads, l2Misses, l2Errors, l2Skips } = stats;
  const totalHits = l1Hits + l2Hits;
  return {
    type: 'HYBRID_CACHE',
    l1MemorySize: entries,
    stats: {
      totalHits,
      totalMisses: misses,
      hitRate: asPercent(totalHits, reads),
      redisHits: l2Hits,
      redisMisses: l2Misses,
      fallbackCount: l2Skips + l2Errors,
    },
    redisHealthy,
  };
}

/** The same for equal parameters in any order; identifiers of people stand hashed in it. */
export function buildCacheKey(params: { readonly endpoint: string } & Readonly<Record<string, unknown>>): string {
  const { endpoint, ...rest } = params;
  return `${endpoint}:${hashOf(canonicalText(rest))}`;
}
