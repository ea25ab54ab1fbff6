import type { CalibrationRecord, ComparisonRecord, MetricComparison, MetricName } from '../model/comparison-record.ts';
import { clopperPearson } from '../stats/clopper-pearson.ts';
import { detectableChange, spreadOf } from './calibration-summary.ts';
import { ALPHA } from './judge-paired.ts';

/** Confidence with which a false-alarm rate is bounded from below. */
const CONFIDENCE = 0.95;

/** Verdicts advise only where the rate of alarming comparisons is surely beyond so many times what it should be. */
const TOLERATED = 2;

/** Launches from which on their own spread is worth more than the usual one. */
const FEWEST_LAUNCHES = 10;

/** What a comparison of identical builds tells of the gate; calibration entries and whole records will do. */
export type IdenticalComparison = Pick<ComparisonRecord, 'metrics' | 'plan'>;

/**
 * False alarms in comparisons of identical builds on one machine class. Verdicts of one comparison share their fate, so the bounds count comparisons: the
 * rate per verdict as if those of one comparison were one, the advice by comparisons with any false alarm, of which there should be 5 % at most.
 * Source of the bounds: Clopper & Pearson (1934).
 */
export function calibrationOf(machineClass: string, comparisons: readonly IdenticalComparison[]): CalibrationRecord {
  const judged = comparisons
    .map(({ metrics, plan }) => ({ plan, verdicts: metrics.filter(isVerdict) }))
    .filter(({ verdicts }) => verdicts.length > 0);
  const verdicts = judged.flatMap((comparison) => comparison.verdicts);
  const falseAlarms = verdicts.filter(isRegression).length;
  const alarming = judged.filter((comparison) => comparison.verdicts.some(isRegression)).length;
  const perComparison = judged.length === 0 ? 1 : verdicts.length / judged.length;
  const [rateLowerBound] = clopperPearson(falseAlarms / perComparison, judged.length, CONFIDENCE);
  const [alarmingLowerBound] = clopperPearson(alarming, judged.length, CONFIDENCE);
  const launches = judged.at(-1)?.plan.looks.at(-1) ?? 0;
  return {
    machineClass,
    comparisons: judged.length,
    verdicts: verdicts.length,
    falseAlarms,
    rateLowerBound,
    isAdvisory: alarmingLowerBound > TOLERATED * ALPHA,
    mde: Object.fromEntries(
      [...changesByMetric(verdicts)].flatMap(([name, changes]) =>
        changes.length < 2 || launches < 2 ? [] : [[name, detectableChange(spreadOf(changes), launches)]],
      ),
    ),
  };
}

/**
 * Standard deviation between launches of identical builds, in logarithms, for plans that have too few launches to show their own: of the primary metric that
 * varies most, the noise within launches included; `null` while there are fewer than ten launches.
 */
export function calibratedLaunchSpread(comparisons: readonly IdenticalComparison[]): number | null {
  const spreads = [...changesByMetric(comparisons.flatMap(({ metrics }) => metrics.filter(isVerdict))).values()]
    .filter((changes) => changes.length >= FEWEST_LAUNCHES)
    .map(spreadOf);
  return spreads.length === 0 ? null : Math.max(...spreads);
}

/**
 * Standard deviation of one side's launches, in logarithms, by metric: a launch is a difference of two, so its own is √2 times as large. History
 * takes it as the least noise between runs. Metrics with fewer than ten launches are left out.
 */
export function calibratedSpreads(comparisons: readonly IdenticalComparison[]): Readonly<Record<string, number>> {
  const known = [...changesByMetric(comparisons.flatMap(({ metrics }) => metrics))].filter(
    ([, changes]) => changes.length >= FEWEST_LAUNCHES,
  );
  return Object.fromEntries(known.map(([name, changes]) => [name, spreadOf(changes) / Math.SQRT2]));
}

/** `latency.p95`, `latency.p95 of GET /api/users`. */
export function metricKey({ metric, route }: MetricName): string {
  return route === null ? metric : `${metric} of ${route}`;
}

function isVerdict({ role, comparison }: MetricComparison): boolean {
  return role === 'primary' && comparison.verdict !== 'invalid';
}

function isRegression({ comparison }: MetricComparison): boolean {
  return comparison.verdict === 'regression';
}

/** Relative changes of launches by metric. */
function changesByMetric(verdicts: readonly MetricComparison[]): ReadonlyMap<string, readonly number[]> {
  const changes = new Map<string, number[]>();
  for (const { metric, route, launches } of verdicts) {
    const name = metricKey({ metric, route });
    const found = changes.get(name) ?? [];
    found.push(...launches.filter((change) => change !== null));
    changes.set(name, found);
  }
  return changes;
}
