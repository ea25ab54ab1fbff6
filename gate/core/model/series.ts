/**
 * What a run measured. Every metric comes from one of three kinds of series, each a list of blocks in order of time:
 * a distribution (latency), a ratio of two sums (error rate, throughput, hit rate, CPU time per request), or a level (memory).
 * A block is the unit that the statistics treat as one observation.
 */
export type Series = DistributionSeries | RatioSeries | LevelSeries;

interface SeriesName {
  /** First part of a metric's name: `latency`, `error-rate`, `throughput`, `hit-rate`, `rss`, … or a tool's own metric. */
  readonly name: string;
  /** What the samples belong to: a route (`GET /api/users/:id`), a task of a suite; `null`: the run as a whole. */
  readonly route: string | null;
  /** `ms`, `bytes`, `1/s`, `share` (a fraction of 1), or a plain word such as `statements`. */
  readonly unit: string;
  readonly better: Direction;
}

/** Which way is better. */
export type Direction = 'lower' | 'higher';

export interface DistributionSeries extends SeriesName {
  readonly kind: 'distribution';
  readonly blocks: readonly DistributionBlock[];
}

export interface RatioSeries extends SeriesName {
  readonly kind: 'ratio';
  readonly blocks: readonly RatioBlock[];
}

export interface LevelSeries extends SeriesName {
  readonly kind: 'level';
  readonly blocks: readonly LevelBlock[];
}

/** `at`: start of the block, in seconds since the first sample of the run. */
export interface DistributionBlock {
  readonly at: number;
  /** How many samples; exact, as are `sum`, `min` and `max`. */
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Bucket index and count in turn, by rising index; layout in `stats/histogram.ts`. */
  readonly buckets: readonly number[];
}

/** The ratio of a stretch of time is the sum of the numerators over the sum of the denominators. */
export interface RatioBlock {
  readonly at: number;
  readonly numerator: number;
  readonly denominator: number;
}

export interface LevelBlock {
  readonly at: number;
  readonly value: number;
}
