import type { AdmissionStats } from '../admission/admission-stats.ts';
import type { MemoryState } from '../admission/memory-guard.ts';
import type { CacheStats } from '../cache/cache.ts';
import type { CompressionStats } from '../http/compressor.ts';
import type { SqlPoolStats } from '../ports.ts';
import type { AnswerTotals } from './answer-times.ts';
import type { RouteMetrics } from './route-metrics.ts';
import type { SamplerState } from './sampling/sampler.ts';

/** Every counter and level of the server at one moment: what both forms of /metrics are made of. */
export interface Snapshot {
  /** ms since 1970. */
  readonly at: number;
  /** Control routes included. */
  readonly routes: readonly RouteMetrics[];
  readonly caches: readonly NamedStats<CacheStats>[];
  /** How long cached answers took. */
  readonly answers: readonly NamedStats<AnswerTotals>[];
  /** Of rows, where statements asked for it. */
  readonly queryCaches: readonly NamedStats<CacheStats>[];
  readonly pools: readonly NamedStats<SqlPoolStats>[];
  readonly compression: CompressionStats;
  readonly admission: AdmissionStats;
  readonly memory: MemoryState;
  readonly redisCommands: number;
  /** It could be reached then. */
  readonly isRedisReady: boolean;
  readonly cpuSeconds: number;
  /** Time that it stood still to collect garbage. */
  readonly gcSeconds: number;
  readonly rssBytes: number;
  readonly eventLoopDelayP99Ms: number;
  /** What the domains did, by their own words. */
  readonly business: Readonly<Record<string, number>>;
  readonly monitoring: SamplerState;
  readonly facts: Readonly<Record<string, string>>;
}

/** The statistics of one domain's part. */
export interface NamedStats<Stats> {
  readonly domain: string;
  readonly stats: Stats;
}

/** Sum of one number over all domains or routes. */
export function total<Item>(items: readonly Item[], number: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + number(item), 0);
}
