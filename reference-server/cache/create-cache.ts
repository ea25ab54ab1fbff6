import type { Cache, CacheRead, CacheStats } from './cache.ts';
import type { CacheClock } from './cache-clock.ts';
import { type Flight, Flights } from './flights.ts';
import { globTest } from './glob.ts';
import type { KvClient } from './kv-client.ts';
import { MemoryTier } from './memory-tier.ts';
import { SharedTier } from './shared-tier.ts';
import type { ValueCodec } from './value-codec.ts';

export interface CacheOptions<Value> {
  /** Keeps the keys of several caches apart in one store; no `*`. */
  readonly namespace: string;
  readonly l1: { readonly maxEntries: number; readonly maxBytes: number };
  /** `null`: one tier. The store may be down, now or later. */
  readonly l2: KvClient | null;
  readonly codec: ValueCodec<Value>;
  readonly clock: CacheClock;
  /** Patterns that a pattern takes along: `{ 'user:*': ['users:*'] }`, as a list of users holds each of them. */
  readonly related?: Readonly<Record<string, readonly string[]>>;
}

/** Builds an empty cache. It opens nothing and closes nothing: `l2` belongs to the caller. */
export function createCache<Value>(options: CacheOptions<Value>): Cache<Value> {
  return new TwoTierCache(options);
}

class TwoTierCache<Value> implements Cache<Value> {
  readonly namespace: string;
  readonly #l1: MemoryTier<Value>;
  readonly #l2: SharedTier<Value> | null;
  readonly #related: Readonly<Record<string, readonly string[]>>;
  readonly #flights = new Flights<CacheRead<Value>>();
  /** Counts sets and deletions: a value read from L2 while one happened does not enter L1. */
  #changes = 0;
  #l1Hits = 0;
  #l2Hits = 0;
  #misses = 0;
  #loads = 0;
  #loadErrors = 0;

  constructor(options: CacheOptions<Value>) {
    const { namespace, codec, clock } = options;
    if (namespace.includes('*')) throw new RangeError(`a cache namespace cannot hold a "*": ${namespace}`);
    this.namespace = namespace;
    this.#l1 = new MemoryTier({ ...options.l1, clock, weigh: (value) => codec.weigh(value) });
    this.#l2 = options.l2 === null ? null : new SharedTier({ kv: options.l2, namespace, codec, clock });
    this.#related = options.related ?? {};
  }

  peek(key: string): Value | undefined {
    const value = this.#l1.get(key);
    if (value !== undefined) this.#l1Hits++;
    return value;
  }

  async get(key: string): Promise<Value | undefined> {
    const held = this.peek(key);
    if (held !== undefined) return held;
    const changes = this.#changes;
    const shared = await this.#l2?.get(key);
    if (shared === undefined) {
      this.#misses++;
      return undefined;
    }
    this.#l2Hits++;
    if (changes === this.#changes) this.#l1.set(key, shared.value, shared.ttlMs);
    return shared.value;
  }

  async fetch(key: string, loader: () => Promise<Value>, ttlSeconds: number): Promise<CacheRead<Value>> {
    const held = this.peek(key);
    if (held !== undefined) return { value: held, tier: 'l1' };
    try {
      const read = await this.#flights.join(key, (flight) => this.#load(key, flight, loader, ttlSeconds * 1000));
      if (read.tier === 'l2') this.#l2Hits++;
      else this.#misses++;
      return read;
    } catch (error) {
      this.#misses++;
      throw error;
    }
  }

  async getOrSet(key: string, loader: () => Promise<Value>, ttlSeconds: number): Promise<Value> {
    return (await this.fetch(key, loader, ttlSeconds)).value;
  }

  async set(key: string, value: Value, ttlSeconds: number): Promise<void> {
    this.#abandon(key);
    this.#l1.set(key, value, ttlSeconds * 1000);
    await this.#l2?.set(key, value, ttlSeconds * 1000);
  }

  async delete(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.#abandon(key);
      this.#l1.delete(key);
    }
    await this.#l2?.delete(keys);
  }

  async deletePattern(pattern: string): Promise<void> {
    await Promise.all([pattern, ...(this.#related[pattern] ?? [])].map((each) => this.#deleteMatches(each)));
  }

  reweigh(key: string): void {
    this.#l1.reweigh(key);
  }

  getStats(): CacheStats {
    return {
      reads: this.#l1Hits + this.#l2Hits + this.#misses,
      l1Hits: this.#l1Hits,
      l2Hits: this.#l2Hits,
      misses: this.#misses,
      loads: this.#loads,
      loadErrors: this.#loadErrors,
      l2Errors: this.#l2?.errors ?? 0,
      l2Skips: this.#l2?.skips ?? 0,
      evictions: this.#l1.evictions,
      entries: this.#l1.entries,
      maxEntries: this.#l1.maxEntries,
      bytes: this.#l1.bytes,
      maxBytes: this.#l1.maxBytes,
    };
  }

  async #load(key: string, flight: Flight, loader: () => Promise<Value>, ttlMs: number): Promise<CacheRead<Value>> {
    const shared = await this.#l2?.get(key);
    if (shared !== undefined && !flight.isStale) {
      this.#l1.set(key, shared.value, shared.ttlMs);
      return { value: shared.value, tier: 'l2' };
    }
    this.#loads++;
    try {
      const value = await loader();
      if (!flight.isStale) {
        this.#l1.set(key, value, ttlMs);
        void this.#l2?.fill(key, value, ttlMs);
      }
      return { value, tier: 'miss' };
    } catch (error) {
      this.#loadErrors++;
      throw error;
    }
  }

  /** What is under way for the key is out of date. */
  #abandon(key: string): void {
    this.#changes++;
    this.#flights.abandon(key);
  }

  async #deleteMatches(pattern: string): Promise<void> {
    this.#forgetMatches(pattern);
    if (this.#l2 === null) return;
    await this.#l2.deletePattern(pattern);
    // While L2 was being searched a reader may have brought back what the search had not reached.
    this.#forgetMatches(pattern);
  }

  #forgetMatches(pattern: string): void {
    this.#changes++;
    this.#flights.abandonMatches(globTest(pattern));
    this.#l1.deletePattern(pattern);
  }
}
