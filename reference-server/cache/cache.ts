/** Where a value was found; `miss` means that the loader made it. */
export type CacheTier = 'l1' | 'l2' | 'miss';

/** A value together with the tier that held it. */
export interface CacheRead<Value> {
  readonly value: Value;
  readonly tier: CacheTier;
}

/**
 * A two-tier cache of one namespace: L1 in this process, L2 in a store that processes share. A failing L2 costs hits,
 * never an error. `undefined` is no value; `null` is one. Time to live is given in seconds and kept in ms in L1.
 */
export interface Cache<Value> {
  readonly namespace: string;
  /** Reads L1 at once, without a promise. A hit is counted; a miss is not, as `fetch` or `get` follows it. */
  peek(key: string): Value | undefined;
  /** Reads L1, then L2; an L2 hit fills L1. */
  get(key: string): Promise<Value | undefined>;
  /**
   * Reads L1, then L2, then calls `loader`, whose value fills both tiers (L2 without being waited for). Callers that
   * miss the same key at the same time share one call; when it rejects all of them get that rejection and nothing is kept.
   */
  fetch(key: string, loader: () => Promise<Value>, ttlSeconds: number): Promise<CacheRead<Value>>;
  /** `fetch` without the tier. */
  getOrSet(key: string, loader: () => Promise<Value>, ttlSeconds: number): Promise<Value>;
  /** Writes both tiers; resolves when L2 has answered or failed. */
  set(key: string, value: Value, ttlSeconds: number): Promise<void>;
  /** Takes the keys out of both tiers, L2 with one command. A load that is under way does not bring them back. */
  delete(...keys: readonly string[]): Promise<void>;
  /** Takes out every key that matches the glob, and those of the patterns declared as related to it. */
  deletePattern(pattern: string): Promise<void>;
  /** Weighs an L1 value again after its owner let it grow. */
  reweigh(key: string): void;
  getStats(): CacheStats;
}

/** Counters since start; `entries` and `bytes` are levels. `reads` = `l1Hits` + `l2Hits` + `misses`. */
export interface CacheStats {
  readonly reads: number;
  readonly l1Hits: number;
  readonly l2Hits: number;
  readonly misses: number;
  /** Loader calls; fewer than `misses` where callers shared one. */
  readonly loads: number;
  readonly loadErrors: number;
  readonly l2Errors: number;
  /** Reads that went without L2 because it could not be reached. */
  readonly l2Skips: number;
  readonly evictions: number;
  readonly entries: number;
  readonly maxEntries: number;
  readonly bytes: number;
  readonly maxBytes: number;
}
