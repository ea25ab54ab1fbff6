import type { BreakerState } from './breaker.ts';

/** Where a value was found; `stale`: in a tier, past its time; `miss`: the loader made it. */
export type CacheTier = 'l1' | 'l2' | 'stale' | 'miss';

/** A value together with the tier that held it. */
export interface CacheRead<Value> {
  readonly value: Value;
  readonly tier: CacheTier;
}

/** How long a value is good, and what it belongs to. */
export interface Life {
  /** For so long it is fresh. */
  readonly ttlSeconds: number;
  /** For so long after that it is kept, to be served where nothing better can be had. Default 0. */
  readonly graceSeconds?: number;
  /**
   * What a reader of a value in its grace gets. `revalidate` (default): the value at once, while it is loaded anew.
   * `wait`: what the loader gives, and the value only where the loader fails.
   */
  readonly whileStale?: 'revalidate' | 'wait';
  /** `ttlSeconds` of "there is none", which is `null` unless the cache has another; such an answer has no grace. Default: that of any other value. */
  readonly negativeTtlSeconds?: number;
  /** `deleteTags` of any of them takes the value out. */
  readonly tags?: readonly string[];
}

/**
 * A two-tier cache of one namespace: L1 in this process, L2 in a store that processes share. A failing L2 costs hits,
 * never an error. `undefined` is no value; `null` is one. A number in the place of a `Life` is its `ttlSeconds`.
 */
export interface Cache<Value> {
  readonly namespace: string;
  /**
   * Reads what is fresh in L1 at once, without a promise. A hit is counted; a miss is not, as `fetch` or `get` follows it. Nor is it
   * given to the reader whose lot it is to have it loaded anew early: `fetch` then gives it to them.
   */
  peek(key: string): Value | undefined;
  /** Reads what is fresh in L1, then in L2; an L2 hit fills L1. */
  get(key: string): Promise<Value | undefined>;
  /**
   * Reads L1, then L2, then calls `loader`, whose value fills both tiers (L2 without being waited for). Callers that
   * miss the same key at the same time share one call; when it rejects all of them get that rejection, and so do those who come
   * within the time that errors are kept.
   */
  fetch(key: string, loader: () => Promise<Value>, life: number | Life): Promise<CacheRead<Value>>;
  /** `fetch` without the tier. */
  getOrSet(key: string, loader: () => Promise<Value>, life: number | Life): Promise<Value>;
  /** Writes both tiers; resolves when L2 has answered or failed. */
  set(key: string, value: Value, life: number | Life): Promise<void>;
  /** Takes the keys out of both tiers, L2 with one command for 250 of them. A load that is under way does not bring them back. */
  delete(...keys: readonly string[]): Promise<void>;
  /** Takes out every key that matches the glob, and those of the patterns declared as related to it. */
  deletePattern(pattern: string): Promise<void>;
  /** Takes out every value that was given one of the tags. */
  deleteTags(...tags: readonly string[]): Promise<void>;
  /** Weighs an L1 value again after its owner let it grow. */
  reweigh(key: string): void;
  getStats(): CacheStats;
  /** Stops listening to other instances. The store is the caller's to close. */
  close(): void;
}

/** Counters since start; `entries` and `bytes` are levels. `reads` = `l1Hits` + `l2Hits` + `misses`. */
export interface CacheStats {
  readonly reads: number;
  readonly l1Hits: number;
  readonly l2Hits: number;
  readonly misses: number;
  /** Hits, of either tier, of a value in its grace. */
  readonly staleHits: number;
  /** Hits, of either tier, of "there is none". */
  readonly negativeHits: number;
  /** Loader calls; fewer than `misses` where callers shared one. */
  readonly loads: number;
  readonly loadErrors: number;
  /** Loads that nobody waited for: of a value in its grace, or fresh and soon to end. */
  readonly refreshes: number;
  /** Those of a value that was fresh. */
  readonly earlyRefreshes: number;
  /** Misses answered by what another process loaded meanwhile. */
  readonly sharedLoads: number;
  /** Loads that waited for another process's lease. */
  readonly leaseWaits: number;
  /** Reads of L2, with or without a hit, and what came of them in the end. */
  readonly l2Reads: number;
  readonly l2Errors: number;
  /** Those that found nothing, of however many callers who shared them. */
  readonly l2Misses: number;
  /** Those of them that found bytes that the codec could not read. */
  readonly l2Unreadable: number;
  /** Reads that went without L2 because it could not be reached. */
  readonly l2Skips: number;
  /** Calls of L2 without an answer in time; they are among `l2Errors`. */
  readonly l2Timeouts: number;
  /** `none`: the store is asked whatever it does, or there is none. */
  readonly breakerState: BreakerState | 'none';
  /** How often it opened. */
  readonly breakerOpenings: number;
  /** Of values that were made smaller for L2: what they were, and what they became. */
  readonly compressedBytesIn: number;
  readonly compressedBytesOut: number;
  /** Invalidations that other instances were told, and that were heard of them. */
  readonly busSent: number;
  readonly busReceived: number;
  /** How often all of L1 was forgotten because an invalidation was missed, or may have been. */
  readonly busResyncs: number;
  /** A level: deletions that L2 still has to be told. */
  readonly owedDeletions: number;
  readonly evictions: number;
  readonly entries: number;
  readonly maxEntries: number;
  readonly bytes: number;
  readonly maxBytes: number;
}
