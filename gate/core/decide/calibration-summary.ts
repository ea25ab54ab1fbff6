import type { CalibrationEntry } from '../model/calibration.ts';
import type { MetricComparison, MetricName } from '../model/comparison-record.ts';
import { clopperPearson } from '../stats/clopper-pearson.ts';
import { studentQuantile } from '../stats/student-t.ts';

/** What comparisons of known truth tell of the gate on one machine class. */
export interface CalibrationSummary {
  /** Comparisons of identical builds that could be judged. */
  readonly comparisons: number;
  /** Of these, with a regression of any primary metric. */
  readonly falseAlarms: number;
  /** Of the share of false alarms, 95 %. Comparisons are independent of each other, verdicts within one are not. */
  readonly interval: readonly [number, number];
  readonly metrics: readonly MetricCalibration[];
  /** By injected size, rising. */
  readonly powers: readonly Power[];
  /** Comparisons whose measurement spoilt every verdict, and why the newest of them did; `null`: there is none. */
  readonly spoilt: { readonly comparisons: number; readonly reason: string } | null;
}

export interface MetricCalibration extends MetricName {
  readonly margin: number;
  readonly verdicts: number;
  readonly falseAlarms: number;
  readonly unchanged: number;
  /** Of launches of identical builds around no change, as a standard deviation of logarithms; `null` with fewer than two. */
  readonly spread: number | null;
  /** The change that as many launches as the plan has would show with 80 % power. */
  readonly mde: number | null;
  readonly launches: number;
  /** How many launches would bring the MDE down to the margin; `null`: the plan has enough, or no hundred would do. */
  readonly launchesNeeded: number | null;
}

/** How often a slow-down of a known size was found. */
export interface Power {
  readonly share: number;
  /** Least and most that was injected, in microseconds per request. */
  readonly microseconds: readonly [number, number];
  readonly comparisons: number;
  readonly found: number;
  /** Of the share that was found, 95 %. */
  readonly interval: readonly [number, number];
}

const MOST_LAUNCHES = 100;

export function summariseCalibration(entries: readonly CalibrationEntry[]): CalibrationSummary {
  const judged = entries.filter(isJudged);
  const identical = judged.filter(({ injected }) => injected === null);
  const alarming = identical.filter(({ metrics }) => metrics.some(isRegression)).length;
  return {
    comparisons: identical.length,
    falseAlarms: alarming,
    interval: clopperPearson(alarming, identical.length, 0.975),
    metrics: metricsOf(identical),
    powers: powersOf(judged),
    spoilt: spoiltOf(entries.filter((entry) => !isJudged(entry))),
  };
}

/**
 * The change that a mean over `launches` would show with 80 % power in a one-sided test at .05, as a fraction. Needs two
 * launches. Source: the usual sum of two t quantiles, as for verdicts (docs/statistics.md).
 */
export function detectableChange(spread: number, launches: number): number {
  const quantiles = studentQuantile(0.95, launches - 1) + studentQuantile(0.8, launches - 1);
  return Math.exp((quantiles * spread) / Math.sqrt(launches)) - 1;
}

/** A measurement that spoilt every verdict tells nothing of the gate. */
function isJudged({ metrics }: CalibrationEntry): boolean {
  return metrics.some(({ comparison }) => comparison.verdict !== 'invalid');
}

function spoiltOf(spoilt: readonly CalibrationEntry[]): CalibrationSummary['spoilt'] {
  const newest = spoilt.at(-1);
  if (newest === undefined) return null;
  return { comparisons: spoilt.length, reason: newest.metrics[0]?.comparison.reason ?? 'there is no primary metric' };
}

function isRegression({ role, comparison }: MetricComparison): boolean {
  return role === 'primary' && comparison.verdict === 'regression';
}

function metricsOf(identical: readonly CalibrationEntry[]): readonly MetricCalibration[] {
  const launches = identical.at(-1)?.plan.looks.at(-1) ?? 0;
  const byName = new Map<string, MetricComparison[]>();
  for (const metric of identical.flatMap(({ metrics }) => metrics)) {
    if (metric.role !== 'primary') continue;
    const key = JSON.stringify([metric.metric, metric.route]);
    byName.set(key, [...(byName.get(key) ?? []), metric]);
  }
  return [...byName.values()].flatMap((comparisons) => {
    const [newest] = comparisons.slice(-1);
    return newest === undefined ? [] : [metricCalibration(newest, comparisons, launches)];
  });
}

function metricCalibration(
  { metric, route, margin }: MetricComparison,
  comparisons: readonly MetricComparison[],
  launches: number,
): MetricCalibration {
  const verdicts = comparisons.map(({ comparison }) => comparison.verdict).filter((verdict) => verdict !== 'invalid');
  const changes = comparisons.flatMap((comparison) => comparison.launches.filter((change) => change !== null));
  const spread = changes.length < 2 ? null : spreadOf(changes);
  const mde = spread === null || launches < 2 ? null : detectableChange(spread, launches);
  return {
    metric,
    route,
    margin,
    verdicts: verdicts.length,
    falseAlarms: verdicts.filter((verdict) => verdict === 'regression').length,
    unchanged: verdicts.filter((verdict) => verdict === 'unchanged').length,
    spread,
    mde,
    launches,
    launchesNeeded: mde === null || spread === null || mde <= margin ? null : launchesFor(spread, margin),
  };
}

/** Standard deviation of relative changes in logarithms, around zero, because the truth is known: a side that always comes out slower is part of the noise. */
export function spreadOf(changes: readonly number[]): number {
  return Math.sqrt(changes.reduce((sum, change) => sum + Math.log1p(change) ** 2, 0) / changes.length);
}

function launchesFor(spread: number, margin: number): number | null {
  for (let launches = 2; launches <= MOST_LAUNCHES; launches += 1) {
    if (detectableChange(spread, launches) <= margin) return launches;
  }
  return null;
}

function powersOf(judged: readonly CalibrationEntry[]): readonly Power[] {
  const shares = [...new Set(judged.flatMap(({ injected }) => (injected === null ? [] : [injected.share])))];
  return shares
    .toSorted((a, b) => a - b)
    .map((share) => {
      const ofSize = judged.filter(({ injected }) => injected?.share === share);
      const found = ofSize.filter(({ metrics }) => metrics.some(isRegression)).length;
      const sizes = ofSize.flatMap(({ injected }) => (injected === null ? [] : [injected.microseconds]));
      return {
        share,
        microseconds: [Math.min(...sizes), Math.max(...sizes)] as const,
        comparisons: ofSize.length,
        found,
        interval: clopperPearson(found, ofSize.length, 0.975),
      };
    });
}
