import type { CacheStats } from '../cache/cache.ts';
import { documentStatistics } from './document-statistics.ts';
import { ratio } from './ratio.ts';
import type { NamedStats } from './snapshot.ts';

/** One cache in GET /metrics; `documented` is what the domain's own document prints of it, word for word. */
export function cacheJson({ domain, stats }: NamedStats<CacheStats>, isRedisReady: boolean): object {
  const hits = stats.l1Hits + stats.l2Hits;
  return {
    reads: stats.reads,
    hits,
    misses: stats.misses,
    hitRate: ratio(hits, stats.reads),
    staleHits: stats.staleHits,
    negativeHits: stats.negativeHits,
    loads: stats.loads,
    loadErrors: stats.loadErrors,
    refreshes: stats.refreshes,
    earlyRefreshes: stats.earlyRefreshes,
    leaseWaits: stats.leaseWaits,
    sharedLoads: stats.sharedLoads,
    l1: {
      hits: stats.l1Hits,
      size: stats.entries,
      maxSize: stats.maxEntries,
      bytes: stats.bytes,
      maxBytes: stats.maxBytes,
      utilization: ratio(stats.entries, stats.maxEntries),
      evictions: stats.evictions,
    },
    l2: {
      hits: stats.l2Hits,
      reads: stats.l2Reads,
      misses: stats.l2Misses,
      unreadable: stats.l2Unreadable,
      errors: stats.l2Errors,
      timeouts: stats.l2Timeouts,
      skips: stats.l2Skips,
      breaker: { state: stats.breakerState, openings: stats.breakerOpenings },
      compressedBytesIn: stats.compressedBytesIn,
      compressedBytesOut: stats.compressedBytesOut,
      owedDeletions: stats.owedDeletions,
    },
    documented: documentStatistics[domain]?.(stats, isRedisReady),
    bus: { sent: stats.busSent, received: stats.busReceived, resyncs: stats.busResyncs },
  };
}
