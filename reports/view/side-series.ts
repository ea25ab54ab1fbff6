import { findSeries } from '../../gate/core/decide/find-series.ts';
import type { ComparisonRecord, Launch } from '../../gate/core/model/comparison-record.ts';
import type { Series } from '../../gate/core/model/series.ts';
import type { Histogram } from '../../gate/core/stats/histogram-builder.ts';
import { mergeBuckets } from '../../gate/core/stats/merge-buckets.ts';

export type SideName = 'baseline' | 'candidate';
export const SIDES: readonly SideName[] = ['baseline', 'candidate'];

/** One series of one side of a launch, as it is judged: `from` cuts what comes before; `null` where there is none. */
export function sideSeries(
  launch: Launch,
  side: SideName,
  name: string,
  route: string | null,
  from = launch.warmUpSeconds,
): Series | null {
  const { blockSeconds, durationSeconds } = launch;
  const measurement = { blockSeconds, warmUpSeconds: from, durationSeconds, stages: [], series: launch[side].series };
  const found = findSeries(measurement, name, route ?? undefined);
  return found.kind === 'found' ? found.series : null;
}

/** All judged samples of one side in all launches; `null` where there are none, or where they are no distribution. */
export function sideHistogram(
  record: ComparisonRecord,
  side: SideName,
  name: string,
  route: string | null,
): Histogram | null {
  const blocks = record.launches.flatMap((launch) => {
    const series = sideSeries(launch, side, name, route);
    return series?.kind === 'distribution' ? series.blocks : [];
  });
  return blocks.length === 0 ? null : mergeBuckets(blocks);
}

/** Unit of a series of that name; `null` where neither side measured it. */
export function unitOf({ launches }: ComparisonRecord, name: string): string | null {
  return (
    launches
      .flatMap(({ baseline, candidate }) => [...baseline.series, ...candidate.series])
      .find((series) => series.name === name)?.unit ?? null
  );
}
