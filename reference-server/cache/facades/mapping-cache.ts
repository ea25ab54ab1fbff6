import type { Cache, CacheStats } from '../cache.ts';
import { hashOf } from '../cache-keys.ts';
import { asPercent } from './percent.ts';

/** Seconds that things of document 000 are kept, as it says. */
export const MAPPING_TTL_SECONDS = { mapping: 3600, rules: 1800, metrics: 300, coordination: 900 } as const;

export interface MappingCacheHealth {
  readonly status: 'healthy' | 'degraded';
  /** Of one round trip to L2; `null` without an answer. */
  readonly latencyMs: number | null;
}

/** The statistics object of document 000. */
export interface MappingCacheMetrics {
  readonly hits: number;
  readonly misses: number;
  /** Of the cache itself: a load that failed is none of them. */
  readonly errors: number;
  readonly hitRate: string;
}

export interface MappingCacheParts {
  readonly cache: Cache<unknown>;
  /** Resolves when L2 answers. */
  readonly ping: () => Promise<void>;
  readonly nowMs: () => number;
}

/** The cache by the names of document 000: mapping configurations, rules and metrics of OPAL. */
export class MappingCache {
  readonly #parts: MappingCacheParts;

  constructor(parts: MappingCacheParts) {
    this.#parts = parts;
  }

  async setMappingConfig(
    type: string,
    config: unknown,
    ttlSeconds: number = MAPPING_TTL_SECONDS.mapping,
  ): Promise<void> {
    await this.#parts.cache.set(keyOf(type), config, { ttlSeconds, tags: [type] });
  }

  /** `undefined`: not cached. */
  getMappingConfig(type: string): Promise<unknown> {
    return this.#parts.cache.get(keyOf(type));
  }

  /** What is computed for a mapping type from parameters, which stand hashed in the key; it goes with the mapping. */
  getOrCompute<Value>(
    type: string,
    parameters: unknown,
    compute: () => Promise<Value>,
    ttlSeconds: number,
  ): Promise<Value> {
    const key = `${type}:${hashOf(parameters)}`;
    // The key is this call's own, so what lies under it came from a computation of the same kind.
    return this.#parts.cache.getOrSet(key, compute, { ttlSeconds, tags: [type] }) as Promise<Value>;
  }

  async invalidateMapping(type: string): Promise<void> {
    await this.#parts.cache.deleteTags(type);
  }

  async invalidateAll(): Promise<void> {
    await this.#parts.cache.deletePattern('*');
  }

  async healthCheck(): Promise<MappingCacheHealth> {
    const startedAt = this.#parts.nowMs();
    try {
      await this.#parts.ping();
      return { status: 'healthy', latencyMs: this.#parts.nowMs() - startedAt };
    } catch {
      return { status: 'degraded', latencyMs: null };
    }
  }

  getCacheMetrics(): MappingCacheMetrics {
    return mappingCacheMetrics(this.#parts.cache.getStats());
  }
}

export function mappingCacheMetrics(stats: CacheStats): MappingCacheMetrics {
  const { l1Hits, l2Hits, misses, reads, l2Errors } = stats;
  const hits = l1Hits + l2Hits;
  return { hits, misses, errors: l2Errors, hitRate: asPercent(hits, reads) };
}

function keyOf(type: string): string {
  return `mapping:${type}`;
}
