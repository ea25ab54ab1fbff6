import type { CacheStats } from './cache.ts';

/** What a tier counts by itself. */
type L1Counters = Pick<CacheStats, 'evictions' | 'entries' | 'maxEntries' | 'bytes' | 'maxBytes'>;
interface L2Counters {
  readonly reads: number;
  readonly errors: number;
  readonly skips: number;
}

/** What a cache counts as it goes; the tiers count the rest. */
export class CacheCounters {
  l1Hits = 0;
  l2Hits = 0;
  misses = 0;
  staleHits = 0;
  loads = 0;
  loadErrors = 0;
  refreshes = 0;
  sharedLoads = 0;

  snapshot(l1: L1Counters, l2: L2Counters | null): CacheStats {
    return {
      reads: this.l1Hits + this.l2Hits + this.misses,
      l1Hits: this.l1Hits,
      l2Hits: this.l2Hits,
      misses: this.misses,
      staleHits: this.staleHits,
      loads: this.loads,
      loadErrors: this.loadErrors,
      refreshes: this.refreshes,
      sharedLoads: this.sharedLoads,
      l2Reads: l2?.reads ?? 0,
      l2Errors: l2?.errors ?? 0,
      l2Skips: l2?.skips ?? 0,
      evictions: l1.evictions,
      entries: l1.entries,
      maxEntries: l1.maxEntries,
      bytes: l1.bytes,
      maxBytes: l1.maxBytes,
    };
  }
}
