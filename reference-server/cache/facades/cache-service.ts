import type { Cache, CacheStats } from '../cache.ts';

/** Patterns of document 004, by what happened. */
export const cacheConfig = {
  defaultTtlSeconds: 300,
  invalidation: { userUpdate: 'user:*', postUpdate: 'post:*', everything: '*' },
} as const;

/** The statistics object of document 004. `utilization` is how full a tier is, in percent; `hitRate` is what its sample prints under that name. */
export interface CacheServiceStats {
  readonly l1: { readonly size: number; readonly maxSize: number; readonly utilization: number; readonly hits: number };
  readonly l2: { readonly isConnected: boolean; readonly hits: number; readonly errors: number };
  readonly misses: number;
  readonly hitRate: number;
}

export interface CacheAddress {
  readonly host: string;
  readonly port: number;
}

/** A cache, and whether its L2 can be reached now. */
export interface OpenedCache {
  readonly cache: Cache<unknown>;
  readonly isConnected: () => boolean;
}

/** The cache by the names of document 004. Usable after `connect`, whatever became of Redis. */
export class CacheService {
  readonly #open: (address: CacheAddress | null) => OpenedCache;
  #opened: OpenedCache | undefined;
  #isAddressed = false;

  constructor(open: (address: CacheAddress | null) => OpenedCache) {
    this.#open = open;
  }

  /** Opens both tiers; does not wait for Redis. Throws Error on a second call. */
  async connect(address: CacheAddress): Promise<void> {
    if (this.#isAddressed) throw new Error('the cache is connected already');
    this.#isAddressed = true;
    this.#opened = this.#open(address);
  }

  /** `null`: not cached, as the document has it. */
  async get<Value>(key: string): Promise<Value | null> {
    return ((await this.#cache.get(key)) as Value | undefined) ?? null;
  }

  set(key: string, value: unknown, ttlSeconds: number = cacheConfig.defaultTtlSeconds): Promise<void> {
    return this.#cache.set(key, value, ttlSeconds);
  }

  getOrSet<Value>(
    key: string,
    compute: () => Promise<Value>,
    ttlSeconds: number = cacheConfig.defaultTtlSeconds,
  ): Promise<Value> {
    return this.#cache.getOrSet(key, compute, ttlSeconds) as Promise<Value>;
  }

  delete(key: string): Promise<void> {
    return this.#cache.delete(key);
  }

  deletePattern(pattern: string): Promise<void> {
    return this.#cache.deletePattern(pattern);
  }

  async getStats(): Promise<CacheServiceStats> {
    return cacheServiceStats(this.#cache.getStats(), this.#opened?.isConnected() ?? false);
  }

  get #cache(): Cache<unknown> {
    // Before `connect` L1 alone is as good as a cache whose Redis is down.
    this.#opened ??= this.#open(null);
    return this.#opened.cache;
  }
}

export function cacheServiceStats(stats: CacheStats, isConnected: boolean): CacheServiceStats {
  const { entries, maxEntries, l1Hits, l2Hits, l2Errors, misses, reads } = stats;
  return {
    l1: { size: entries, maxSize: maxEntries, utilization: (entries / maxEntries) * 100, hits: l1Hits },
    l2: { isConnected, hits: l2Hits, errors: l2Errors },
    misses,
    hitRate: reads === 0 ? 0 : ((l1Hits + l2Hits) / reads) * 100,
  };
}
