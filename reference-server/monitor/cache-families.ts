import type { CacheStats } from '../cache/cache.ts';
import { counter, gauge, type MetricFamily, type MetricSample } from './prometheus-text.ts';
import type { NamedStats } from './snapshot.ts';

type Reading = (stats: CacheStats) => number;

/** What the caches of the domains do beyond reading: for each total its name, what it is, and where it stands. */
const COUNTERS: readonly (readonly [name: string, help: string, number: Reading])[] = [
  ['loads_total', 'Loads; fewer than misses where callers shared.', (stats) => stats.loads],
  ['load_errors_total', 'Loads that failed.', (stats) => stats.loadErrors],
  ['stale_hits_total', 'Hits of a value past its time.', (stats) => stats.staleHits],
  ['negative_hits_total', 'Hits of "there is none".', (stats) => stats.negativeHits],
  ['refreshes_total', 'Loads that nobody waited for.', (stats) => stats.refreshes],
  ['early_refreshes_total', 'Those of a value that was fresh.', (stats) => stats.earlyRefreshes],
  ['lease_waits_total', 'Loads that waited for another process.', (stats) => stats.leaseWaits],
  ['shared_loads_total', 'Misses that another process loaded for.', (stats) => stats.sharedLoads],
  ['l2_reads_total', 'Reads of the second tier.', (stats) => stats.l2Reads],
  ['l2_misses_total', 'Reads of the second tier that found nothing.', (stats) => stats.l2Misses],
  ['l2_unreadable_total', 'Those that found what could not be read.', (stats) => stats.l2Unreadable],
  ['l2_errors_total', 'Failed calls of the second tier.', (stats) => stats.l2Errors],
  ['l2_timeouts_total', 'Calls of the second tier without an answer in time.', (stats) => stats.l2Timeouts],
  ['l2_skips_total', 'Reads without the second tier.', (stats) => stats.l2Skips],
  ['breaker_openings_total', 'How often the second tier was left alone.', (stats) => stats.breakerOpenings],
  ['compressed_bytes_in_total', 'Bytes before compression for the second tier.', (stats) => stats.compressedBytesIn],
  ['compressed_bytes_out_total', 'Bytes after it.', (stats) => stats.compressedBytesOut],
  ['bus_sent_total', 'Invalidations told to other processes.', (stats) => stats.busSent],
  ['bus_received_total', 'Invalidations heard of other processes.', (stats) => stats.busReceived],
  [
    'bus_resyncs_total',
    'How often L1 was forgotten as an invalidation may have been missed.',
    (stats) => stats.busResyncs,
  ],
  ['evictions_total', 'Values that made room in L1.', (stats) => stats.evictions],
];

const GAUGES: readonly (readonly [name: string, help: string, number: Reading])[] = [
  ['l1_entries', 'Values in L1.', (stats) => stats.entries],
  ['l1_bytes', 'Bytes in L1.', (stats) => stats.bytes],
  ['owed_deletions', 'Deletions that the second tier still has to be told.', (stats) => stats.owedDeletions],
];

const BREAKER_STATES = ['closed', 'half-open', 'open'] as const;

/** `domain_cache_…` of answers, `domain_query_cache_…` of rows, each by domain. The breaker's state is 1 under its name and 0 under the others; without a breaker there is none. */
export function cacheFamilies(
  caches: readonly NamedStats<CacheStats>[],
  prefix: 'domain_cache' | 'domain_query_cache' = 'domain_cache',
): readonly MetricFamily[] {
  const each = (number: Reading): readonly MetricSample[] =>
    caches.map(({ domain, stats }) => ({ labels: { domain }, value: number(stats) }));
  const states = caches
    .filter(({ stats }) => stats.breakerState !== 'none')
    .flatMap(({ domain, stats }) =>
      BREAKER_STATES.map((state) => ({ labels: { domain, state }, value: stats.breakerState === state ? 1 : 0 })),
    );
  return [
    ...COUNTERS.map(([name, help, number]) => counter(`${prefix}_${name}`, help, each(number))),
    ...GAUGES.map(([name, help, number]) => gauge(`${prefix}_${name}`, help, each(number))),
    gauge(`${prefix}_breaker_state`, 'Whether the second tier is asked.', states),
  ];
}
