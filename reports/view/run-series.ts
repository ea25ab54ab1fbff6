import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type {
  DistributionBlock,
  DistributionSeries,
  RatioBlock,
  RatioSeries,
  Series,
} from '../../gate/core/model/series.ts';
import type { Histogram } from '../../gate/core/stats/histogram-builder.ts';
import { mergeBuckets } from '../../gate/core/stats/merge-buckets.ts';

/** Series of that name, one for each route (or task, or shot) that has blocks, in the order of the record. */
export function routeSeries<Kind extends Series['kind']>(
  record: RunRecord,
  kind: Kind,
  name: string,
): readonly Extract<Series, { kind: Kind }>[] {
  return ofKind(record, kind).filter(
    (series) => series.name === name && series.route !== null && series.blocks.length > 0,
  );
}

/** The distribution over all routes together: as recorded, else the routes' blocks merged; `null` where nothing was measured. */
export function wholeDistribution(record: RunRecord, name: string): DistributionSeries | null {
  const recorded = ofKind(record, 'distribution').find((series) => series.name === name && series.route === null);
  if (recorded !== undefined && recorded.blocks.length > 0) return recorded;
  const routes = routeSeries(record, 'distribution', name);
  const [first] = routes;
  if (first === undefined) return null;
  const blocks = byTime(routes).map(([at, parts]): DistributionBlock => ({ at, ...mergeBuckets(parts) }));
  return { ...first, route: null, blocks };
}

/** The ratio over all routes together: as recorded, else the routes' blocks added up; `null` where nothing was measured. */
export function wholeRatio(record: RunRecord, name: string): RatioSeries | null {
  const recorded = ofKind(record, 'ratio').find((series) => series.name === name && series.route === null);
  if (recorded !== undefined && recorded.blocks.length > 0) return recorded;
  const routes = routeSeries(record, 'ratio', name);
  const [first] = routes;
  if (first === undefined) return null;
  const blocks = byTime(routes).map(([at, parts]): RatioBlock => {
    const denominators = parts.map((part) => part.denominator);
    // Routes share their seconds: only what is not time adds up.
    const denominator = first.unit === '1/s' ? Math.max(...denominators) : sum(denominators);
    return { at, numerator: sum(parts.map((part) => part.numerator)), denominator };
  });
  return { ...first, route: null, blocks };
}

/** Blocks after the warm-up. */
export function judgedBlocks<Block extends { readonly at: number }>(
  blocks: readonly Block[],
  record: RunRecord,
): readonly Block[] {
  return blocks.filter((block) => block.at >= record.measurement.warmUpSeconds);
}

/** All samples after the warm-up as one histogram; `null` where there are none. */
export function judgedHistogram(series: DistributionSeries | null, record: RunRecord): Histogram | null {
  if (series === null) return null;
  const histogram = mergeBuckets(judgedBlocks(series.blocks, record));
  return histogram.count === 0 ? null : histogram;
}

/** The ratio of everything after the warm-up; `null` where there is nothing to divide by. */
export function judgedRatio(series: RatioSeries | null | undefined, record: RunRecord): number | null {
  const blocks = judgedBlocks(series?.blocks ?? [], record);
  const denominator = sum(blocks.map((block) => block.denominator));
  return denominator > 0 ? sum(blocks.map((block) => block.numerator)) / denominator : null;
}

export function ofKind<Kind extends Series['kind']>(
  record: RunRecord,
  kind: Kind,
): readonly Extract<Series, { kind: Kind }>[] {
  return record.measurement.series.filter((series): series is Extract<Series, { kind: Kind }> => series.kind === kind);
}

function byTime<Block extends { readonly at: number }>(
  routes: readonly { readonly blocks: readonly Block[] }[],
): readonly (readonly [number, readonly Block[]])[] {
  const parts = Map.groupBy(
    routes.flatMap((series) => series.blocks),
    (block) => block.at,
  );
  return [...parts].sort(([one], [other]) => one - other);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
