import type { ClaimEffect, ContrastMeasurement } from '../model/claim.ts';
import type { Launch, MetricName } from '../model/comparison-record.ts';
import type { Direction } from '../model/series.ts';
import type { Warning } from '../model/verdict.ts';
import { boundsOf } from './claim-looks.ts';
import { asMeasurement } from './claim-sides.ts';
import { judgeLaunches } from './judge-launches.ts';
import { judgeNever } from './judge-never.ts';
import { DEFAULT_LAUNCH_SPREAD } from './judge-paired.ts';
import { measureMetric, seriesOfMetric } from './measured-metric.ts';
import type { MeasuredMetric } from './measured-ratio.ts';

/** The change that a feature makes, or why there is none to be told. */
export type MeasuredEffect =
  | {
      readonly kind: 'effect';
      readonly effect: ClaimEffect;
      readonly unit: string;
      /** The metric of each side. */
      readonly with: number;
      readonly without: number;
      /** Pairs of blocks. */
      readonly n: number;
      readonly warnings: readonly Warning[];
    }
  | { readonly kind: 'none'; readonly reason: string };

/** What becomes of a metric with a feature, by the statistics of comparisons: pairs of blocks, the process drawn once. */
export function effectOn(measurement: ContrastMeasurement, name: MetricName): MeasuredEffect {
  const launch = asLaunch(measurement);
  const series = seriesOfMetric(launch, name);
  const measured = measureMetric(launch, name);
  const how = { better: series?.better ?? 'lower', unit: series?.unit ?? '', alpha: boundsOf(measurement.looks).alpha };
  if (measured.kind === 'measured') return ofChange(measured, how);
  return measured.kind === 'one zero' ? ofZeros(measured, how) : { kind: 'none', reason: measured.reason };
}

function asLaunch({ with: candidate, without: baseline, startedAt }: ContrastMeasurement): Launch {
  const { blockSeconds, warmUpSeconds, durationSeconds } = asMeasurement([]);
  return { startedAt, startedFirst: 'baseline', blockSeconds, warmUpSeconds, durationSeconds, baseline, candidate };
}

/** How a metric is read; `alpha`: error of each bound. */
interface Reading {
  readonly better: Direction;
  readonly unit: string;
  readonly alpha: number;
}

function ofChange(
  { change, baseline, candidate }: MeasuredMetric & { readonly kind: 'measured' },
  { better, unit, alpha }: Reading,
): MeasuredEffect {
  const rule = { better, margin: 0, launchSpread: DEFAULT_LAUNCH_SPREAD, alpha, looks: 1 };
  const { estimate, interval, n, reason, warnings } = judgeLaunches([change], rule);
  if (estimate === null || interval === null) return { kind: 'none', reason };
  // A comparison calls worse positive; a claim speaks of the metric itself.
  const [lower, upper] = interval;
  const isSame = better === 'lower';
  return {
    kind: 'effect',
    effect: { change: isSame ? estimate : -estimate, interval: isSame ? [lower, upper] : [-upper, -lower] },
    unit,
    with: candidate,
    without: baseline,
    n,
    warnings,
  };
}

/** What the feature brings to zero, or begins: a change without an interval, certain once chance is excluded. */
function ofZeros(
  measured: MeasuredMetric & { readonly kind: 'one zero' },
  { better, unit, alpha }: Reading,
): MeasuredEffect {
  const { comparison } = judgeNever([measured], better, [1], [{ launches: 1, alpha, number: 1 }]);
  const sum = (side: 'baseline' | 'candidate') => {
    const of = (key: 'numerator' | 'denominator') =>
      measured.blocks.reduce((total, block) => total + block[side][key], 0);
    return of('numerator') / of('denominator');
  };
  const [without, withIt] = [sum('baseline'), sum('candidate')];
  const isCertain = comparison.verdict === 'improvement' || comparison.verdict === 'regression';
  if (!isCertain || withIt > 0) return { kind: 'none', reason: comparison.reason };
  const effect = { change: -1, interval: null };
  return { kind: 'effect', effect, unit, with: withIt, without, n: comparison.n, warnings: comparison.warnings };
}
