import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { RatioSeries, Series } from '../../gate/core/model/series.ts';
import { mergeBuckets } from '../../gate/core/stats/merge-buckets.ts';
import { quantile } from '../../gate/core/stats/quantile.ts';

/** A stretch of a run: what its blocks come to together. `values` has one entry a column, `null` where nothing was measured. */
export interface Moment {
  /** Start in seconds since the first sample (for suites: number of the batch, from 0). */
  readonly at: number;
  readonly n: number | null;
  readonly values: readonly (number | null)[];
}

export interface Timeline {
  /** Length of a moment in seconds (for suites: in batches). */
  readonly step: number;
  readonly moments: readonly Moment[];
}

/**
 * A series over time in at most `most` moments: neighbouring blocks are merged, not skipped, so the percentiles of a
 * distribution stay those of all its samples. A moment never spans the end of the warm-up. Stretches without blocks
 * are moments of `null`, so that a line breaks where nothing was measured. `quantiles` says which columns a distribution has.
 */
export function timeline(series: Series, record: RunRecord, most: number, quantiles: readonly number[]): Timeline {
  return inStretches(series, record, most, (indices) => momentOf(series, indices, quantiles));
}

/** How many were counted from the start to the end of each stretch. */
export function runningCount(series: RatioSeries, record: RunRecord, most: number): Timeline {
  let count = 0;
  return inStretches(series, record, most, (indices) => {
    for (const index of indices) count += series.blocks[index]?.numerator ?? 0;
    return { n: null, values: [count] };
  });
}

function inStretches(
  series: Series,
  record: RunRecord,
  most: number,
  summed: (indices: readonly number[]) => Omit<Moment, 'at'>,
): Timeline {
  const isTimed = record.benchmark.kind === 'load';
  const unit = isTimed ? record.measurement.blockSeconds : 1;
  const origin = isTimed ? record.measurement.warmUpSeconds : 0;
  const places = isTimed ? series.blocks.map((block) => block.at) : series.blocks.map((_, index) => index);
  const first = Math.min(0, ...places);
  const last = Math.max(0, ...places);
  const step = unit * Math.max(1, Math.ceil(((last - first) / unit + 1) / most));
  const stretchOf = (place: number): number => Math.floor((place - origin) / step + 1e-9);
  const stretches = Map.groupBy(series.blocks.keys(), (index) => stretchOf(places[index] as number));
  const moments: Moment[] = [];
  for (let stretch = stretchOf(first); stretch <= stretchOf(last); stretch += 1) {
    const at = Math.max(first, origin + stretch * step);
    moments.push({ at, ...summed(stretches.get(stretch) ?? []) });
  }
  return { step, moments };
}

function momentOf(series: Series, indices: readonly number[], quantiles: readonly number[]): Omit<Moment, 'at'> {
  const pick = <Block>(blocks: readonly Block[]): readonly Block[] => indices.map((index) => blocks[index] as Block);
  switch (series.kind) {
    case 'distribution': {
      const blocks = pick(series.blocks);
      const merged = blocks.length === 1 && blocks[0] !== undefined ? blocks[0] : mergeBuckets(blocks);
      return { n: merged.count, values: quantiles.map((q) => (merged.count === 0 ? null : quantile(merged, q))) };
    }
    case 'ratio': {
      const blocks = pick(series.blocks);
      const numerator = blocks.reduce((total, block) => total + block.numerator, 0);
      const denominator = blocks.reduce((total, block) => total + block.denominator, 0);
      return { n: null, values: [denominator > 0 ? numerator / denominator : null] };
    }
    case 'level': {
      const levels = pick(series.blocks).map((block) => block.value);
      return {
        n: null,
        values: [levels.length === 0 ? null : levels.reduce((total, value) => total + value, 0) / levels.length],
      };
    }
  }
}
