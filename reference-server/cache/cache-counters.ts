import type { Breaker } from './breaker.ts';
import type { CacheStats } from './cache.ts';
import type { InvalidationBus } from './invalidation-bus.ts';
import type { Lease } from './lease.ts';
import type { SharedTier } from './shared-tier.ts';

/** Parts of a cache that count by themselves; `null`: it has none. */
export interface CountingParts {
  readonly l1: Pick<CacheStats, 'evictions' | 'entries' | 'maxEntries' | 'bytes' | 'maxBytes'>;
  readonly l2: Pick<SharedTier<unknown>, 'counts' | 'owed' | 'compressed'> | null;
  readonly bus: Pick<InvalidationBus, 'counts'> | null;
  readonly breaker: Pick<Breaker, 'state' | 'openings'> | null;
  readonly lease: Pick<Lease, 'waits'> | null;
}

/** What a cache counts as it goes; its parts count the rest. */
export class CacheCounters {
  l1Hits = 0;
  l2Hits = 0;
  misses = 0;
  staleHits = 0;
  negativeHits = 0;
  loads = 0;
  loadErrors = 0;
  refreshes = 0;
  earlyRefreshes = 0;
  sharedLoads = 0;

  snapshot({ l1, l2, bus, breaker, lease }: CountingParts): CacheStats {
    return {
      reads: this.l1Hits + this.l2Hits + this.misses,
      l1Hits: this.l1Hits,
      l2Hits: this.l2Hits,
      misses: this.misses,
      staleHits: this.staleHits,
      negativeHits: this.negativeHits,
      loads: this.loads,
      loadErrors: this.loadErrors,
      refreshes: this.refreshes,
      earlyRefreshes: this.earlyRefreshes,
      sharedLoads: this.sharedLoads,
      leaseWaits: lease?.waits ?? 0,
      l2Reads: l2?.counts.reads ?? 0,
      l2Misses: l2?.counts.misses ?? 0,
      l2Unreadable: l2?.counts.unreadable ?? 0,
      l2Errors: l2?.counts.errors ?? 0,
      l2Skips: l2?.counts.skips ?? 0,
      l2Timeouts: l2?.counts.timeouts ?? 0,
      breakerState: breaker?.state ?? 'none',
      breakerOpenings: breaker?.openings ?? 0,
      compressedBytesIn: l2?.compressed.in ?? 0,
      compressedBytesOut: l2?.compressed.out ?? 0,
      busSent: bus?.counts.sent ?? 0,
      busReceived: bus?.counts.received ?? 0,
      busResyncs: bus?.counts.resyncs ?? 0,
      owedDeletions: l2?.owed ?? 0,
      evictions: l1.evictions,
      entries: l1.entries,
      maxEntries: l1.maxEntries,
      bytes: l1.bytes,
      maxBytes: l1.maxBytes,
    };
  }
}
