import type { Evidence } from '../core/model/evidence.ts';
import type { Series } from '../core/model/series.ts';

/** A run as k6's samples tell it. Without any sample everything is empty: that is evidence, not an error. */
export interface K6Ingest {
  /** Start of block 0: the second of the first sample, in ms since 1970; `null` without samples. */
  readonly startedAtMs: number | null;
  readonly blockSeconds: number;
  /** From the start of block 0 to the last sample of the load. */
  readonly durationSeconds: number;
  readonly requests: number;
  /** Those of which k6 did not say whether they failed, because the script took its response callback away. */
  readonly unjudgedRequests: number;
  /**
   * `latency`, `error-rate`, `throughput` of all requests (always there) and of each route; `iterations`, `vus`, `checks`,
   * `dropped-iterations` where there are any; each watched series, with or without samples.
   */
  readonly series: readonly Series[];
  readonly evidence: K6Evidence;
}

export type K6Evidence = Pick<
  Evidence,
  | 'iterations'
  | 'droppedIterations'
  | 'zeroDurationFailures'
  | 'failures'
  | 'checks'
  | 'foldedRoutes'
  | 'unreadable'
  | 'isTruncated'
>;

/** For people who watch. `requestsPerSecond`, `p50Ms` and `p95Ms` are of the last whole block, a second at first. */
export interface K6Progress {
  readonly requests: number;
  readonly failedRequests: number;
  readonly requestsPerSecond: number;
  /** `null` without a good request in that block. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}
