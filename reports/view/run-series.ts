import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { DistributionSeries, RatioSeries, Series } from '../../gate/core/model/series.ts';
import type { Histogram } from '../../gate/core/stats/histogram-builder.ts';
import { mergeBuckets } from '../../gate/core/stats/merge-buckets.ts';

type OfKind<Kind extends Series['kind']> = Extract<Series, { kind: Kind }>;

export function ofKind<Kind extends Series['kind']>(record: RunRecord, kind: Kind): readonly OfKind<Kind>[] {
  return record.measurement.series.filter((series): series is OfKind<Kind> => series.kind === kind);
}

/** The series of that name over all routes together; `null` where it has no blocks. */
export function wholeSeries<Kind extends Series['kind']>(
  record: RunRecord,
  kind: Kind,
  name: string,
): OfKind<Kind> | null {
  const found = ofKind(record, kind).find((series) => series.name === name && series.route === null);
  return found === undefined || found.blocks.length === 0 ? null : found;
}

/** The series of that name, one for each route (or task, or shot) that has blocks, in the order of the record. */
export function routeSeries<Kind extends Series['kind']>(
  record: RunRecord,
  kind: Kind,
  name: string,
): readonly OfKind<Kind>[] {
  return ofKind(record, kind).filter(
    (series) => series.name === name && series.route !== null && series.blocks.length > 0,
  );
}

/** Blocks after the warm-up. */
export function judgedBlocks<Block extends { readonly at: number }>(
  blocks: readonly Block[],
  { measurement }: RunRecord,
): readonly Block[] {
  return blocks.filter((block) => block.at >= measurement.warmUpSeconds);
}

/** All samples after the warm-up as one histogram; `null` where there are none. */
export function judgedHistogram(series: DistributionSeries | null, record: RunRecord): Histogram | null {
  if (series === null) return null;
  const histogram = mergeBuckets(judgedBlocks(series.blocks, record));
  return histogram.count === 0 ? null : histogram;
}

/** Sums over everything after the warm-up; `null` where there is nothing to divide by. */
export function judgedSums(
  series: RatioSeries | null | undefined,
  record: RunRecord,
): { readonly numerator: number; readonly denominator: number; readonly ratio: number } | null {
  let [numerator, denominator] = [0, 0];
  for (const block of judgedBlocks(series?.blocks ?? [], record)) {
    numerator += block.numerator;
    denominator += block.denominator;
  }
  return denominator > 0 ? { numerator, denominator, ratio: numerator / denominator } : null;
}
