import type { Warning } from './verdict.ts';

/**
 * An absolute goal for a metric: exactly one of `below` and `above`, in the series' unit (ms, bytes, 1/s, share). A script's
 * threshold that cannot be judged has neither and is never met; its `note` says why.
 * `metric` is `<series>` for a ratio or a level (`error-rate`, `rss`), `<series>.<statistic>` for a distribution
 * (`latency.p95`, `latency.p99.9`, `latency.mean`, `latency.max`).
 */
export interface Target {
  readonly metric: string;
  /** Only this route; left out: all requests of the run together. */
  readonly route?: string;
  readonly below?: number;
  readonly above?: number;
  /** Where the number comes from: a document's tag and place, or `script` for a k6 threshold. */
  readonly source: string;
  readonly note?: string;
}

export type TargetVerdict = 'met' | 'missed' | 'inconclusive' | 'invalid';

/** What became of one target. */
export interface TargetResult {
  readonly target: Target;
  readonly unit: string;
  readonly verdict: TargetVerdict;
  /** One sentence a person can act on. */
  readonly reason: string;
  /** The metric's own value in this run; `null` without samples. */
  readonly observed: number | null;
  /** One-sided bounds of the metric at `level` each: `met` only if the whole interval lies on the good side of the limit. */
  readonly interval: readonly [number, number] | null;
  /** Confidence of each one-sided bound, .95 for a run of fixed length. */
  readonly level: number;
  /** Samples (requests, or blocks for a level). */
  readonly n: number;
  /** Independent observations that the samples are worth. */
  readonly effectiveN: number | null;
  readonly warnings: readonly Warning[];
}
