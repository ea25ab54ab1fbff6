import type { Breaker, BreakerOptions } from './breaker.ts';
import type { Life } from './cache.ts';
import type { CacheClock, CacheRng } from './cache-clock.ts';
import type { Compression } from './compression.ts';
import type { BusKind } from './invalidation-bus.ts';
import type { KvClient } from './kv-client.ts';
import type { LeaseOptions } from './lease.ts';
import type { Admission } from './open-entry-store.ts';
import type { RelatedPatterns } from './prefix-registry.ts';
import type { ValueCodec } from './value-codec.ts';

/** What holds of every value whose own life does not say otherwise. */
export type CommonLife = Pick<Life, 'graceSeconds' | 'whileStale' | 'negativeTtlSeconds'>;

export interface CacheOptions<Value> {
  /** Keeps the keys of several caches apart in one store; no `*`. */
  readonly namespace: string;
  /** Stands before the namespace in the store, which others may use too; no `*`. Default: nothing. */
  readonly keyPrefix?: string;
  /** `admission`: who leaves when there is no more room, `lru` by default. */
  readonly l1: { readonly maxEntries: number; readonly maxBytes: number; readonly admission?: Admission };
  /** `null`: one tier. The store may be down, now or later. */
  readonly l2: KvClient | null;
  /** Is never given `null`, which needs no bytes. */
  readonly codec: ValueCodec<NonNullable<Value>>;
  readonly clock: CacheClock;
  readonly related?: RelatedPatterns;
  readonly life?: CommonLife;
  /** Tells the values that say "there is none". Default: `null`. */
  readonly isNegative?: (value: Value) => boolean;
  /**
   * Where "there is none" is kept. `both` (default): as any value. `l1`: in L1 alone, and there only while the bus hears what others
   * make, so that no process leaves an absence in L2 that is over, and none tells of it longer than the word takes.
   */
  readonly negatives?: 'both' | 'l1';
  /**
   * What answers while L2 cannot be reached: L1 with what it holds (`l1`, default), or the loader each time (`db`: nothing may be
   * served that another process might have deleted).
   */
  readonly fallback?: 'l1' | 'db';
  /** For jitter and early refreshes. Default: `Math.random`. */
  readonly rng?: CacheRng;
  /** Lifetimes are spread by up to this fraction to either side. Default 0. */
  readonly jitter?: number;
  /** How eagerly fresh values are loaded anew before they end (XFetch's β; 1 is usual). Default 0: never. */
  readonly earlyRefresh?: number;
  /** For so long a failed load is not tried again, and its error given to all who ask, unless its cause `isOver`. Default 1 s. */
  readonly errorTtlMs?: number;
  /** Asked before such an error is given to one more, and where L2 has nothing: whether what made it has ended. Must not reject. Default: it has not. */
  readonly isOver?: (error: unknown) => boolean | Promise<boolean>;
  /** False: callers who miss the same key at the same time each load it. Default true. */
  readonly isSingleFlight?: boolean;
  /** One load among all processes that share the store. Default `null`: one in each. */
  readonly lease?: LeaseOptions | null;
  /**
   * What one instance deletes or sets leaves the L1 of the others: they are told on a channel, or by the store, which tells of all that
   * becomes of its keys (`tracking`: Redis 7 or later). Default `null`: it stays there.
   */
  readonly bus?: BusKind | null;
  /** `null`: a store that does not answer is asked all the same. */
  readonly breaker?: BreakerOptions | Breaker | null;
  /** Of values in L2. Default `null`: none. */
  readonly compression?: Compression | null;
  /** Tells this instance from others; unlike any other's. Default: a random one. */
  readonly instance?: string;
}
