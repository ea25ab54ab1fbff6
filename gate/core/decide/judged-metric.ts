import type { Comparison } from '../model/comparison.ts';
import type { ComparisonPlan, Launch, MetricComparison } from '../model/comparison-record.ts';
import type { Direction } from '../model/series.ts';
import { repeatedP } from '../stats/repeated-p.ts';
import { median } from '../stats/sample-quantile.ts';
import { lookLevels } from '../stats/spending.ts';
import { type ComparedMetric, ERROR_RATE } from './compared-metrics.ts';
import { judgeErrors } from './judge-errors.ts';
import { assumedAt, FEWEST_LAUNCHES, judgeLaunches } from './judge-launches.ts';
import { judgeNever } from './judge-never.ts';
import { ALPHA, looksWithin } from './judge-paired.ts';
import type { LaunchChange } from './launch-change.ts';
import { measureMetric, seriesOfMetric } from './measured-metric.ts';
import type { MeasuredMetric } from './measured-ratio.ts';
import { withoutSize } from './paired-with-zero.ts';
import { relativeChange } from './relative-change.ts';

/** A metric judged by itself, before the family has its say. */
export interface JudgedMetric extends Omit<MetricComparison, 'adjustedP'> {
  /** One-sided p-values of "not worse" and "not better" over the looks so far; `null` where there is nothing to test. */
  readonly pWorse: number | null;
  readonly pBetter: number | null;
}

/** What a look knows: how many launches, at which level of each bound, the how-manieth it is. */
export interface Look {
  readonly launches: number;
  readonly alpha: number;
  readonly number: number;
}

/** The looks of a plan that so many launches have reached, at least one; the last is the one that verdicts rest on. */
function looksOf(plan: ComparisonPlan, launches: number): readonly Look[] {
  const { planned, taken } = looksWithin(plan.looks, launches);
  const levels = lookLevels(planned, ALPHA);
  return taken.map((count, position) => ({ launches: count, alpha: levels[position] ?? ALPHA, number: position + 1 }));
}

/** Judges a metric at the latest look, by everything measured until then; `null`: a secondary metric with too few samples to be one. */
export function judgeMetric(
  metric: ComparedMetric,
  plan: ComparisonPlan,
  launches: readonly Launch[],
): JudgedMetric | null {
  const looks = looksOf(plan, launches.length);
  const last = looks.at(-1);
  if (last === undefined) throw new RangeError('a comparison is looked at at least once');
  const used = launches.slice(0, last.launches);
  if (metric.metric === ERROR_RATE) return judgeErrors(metric, plan, used, looks);
  const series = used.map((launch) => seriesOfMetric(launch, metric)).find((one) => one !== null) ?? null;
  const { margins, launchSpread } = plan;
  const margin = margins[metric.metric] ?? plan.margin;
  const better: Direction = series?.better ?? 'lower';
  const measured = used.map((launch) => measureMetric(launch, metric));
  const named = {
    ...metric,
    unit: metric.metric.endsWith('.tail-share') ? 'share' : (series?.unit ?? ''),
    better,
    margin,
    ...valuesOf(measured),
    launches: measured.map((one) => (one.kind === 'measured' ? relativeChange(one.change.change, better) : null)),
  };
  const blank = { ...named, pWorse: null, pBetter: null };
  const fault = faultOf(measured);
  if (fault !== null) {
    // A route that is asked for now and then is no metric, unless the plan says so; one that a side lost altogether is shown.
    if (metric.role === 'secondary' && fault.kind !== 'nonsense' && !fault.isLost) return null;
    return { ...blank, comparison: { ...withoutSize('invalid', fault.reason, 0, 1 - last.alpha), looks: last.number } };
  }
  if (measured.length === 0)
    return { ...blank, comparison: withoutSize('invalid', 'nothing was measured', 0, 1 - last.alpha) };
  if (measured.some(({ kind }) => kind === 'one zero'))
    return { ...named, ...judgeNever(measured, better, plan.looks, looks) };
  const changes = measured.flatMap((one) => (one.kind === 'measured' ? [one.change] : []));
  return { ...named, ...judgeChanges(changes, { better, margin, launchSpread }, plan.looks, looks) };
}

function judgeChanges(
  changes: readonly LaunchChange[],
  rule: { readonly better: Direction; readonly margin: number; readonly launchSpread: number },
  planned: readonly number[],
  looks: readonly Look[],
): { readonly comparison: Comparison; readonly pWorse: number | null; readonly pBetter: number | null } {
  const comparisons = looks.map(({ launches, alpha, number }) =>
    judgeLaunches(changes.slice(0, launches), {
      ...rule,
      // A comparison that was planned with fewer launches is no surer of their spread.
      launchSpread: assumedAt(rule.launchSpread, launches, [...planned, FEWEST_LAUNCHES]),
      alpha,
      looks: number,
    }),
  );
  const comparison = comparisons.at(-1);
  if (comparison === undefined) throw new RangeError('a comparison is looked at at least once');
  const worse = comparisons.map(({ pValue }) => pValue ?? 1);
  const better = comparisons.map(({ pValue, estimate }) => (pValue === null || estimate === 0 ? 1 : 1 - pValue));
  if (comparison.pValue === null) return { comparison, pWorse: null, pBetter: null };
  const [pWorse, pBetter] = [repeatedP(planned, worse), repeatedP(planned, better)];
  return { comparison: { ...comparison, pValue: pWorse }, pWorse, pBetter };
}

/** The metric itself: the median over launches. */
function valuesOf(measured: readonly MeasuredMetric[]): {
  readonly baseline: number | null;
  readonly candidate: number | null;
} {
  const found = measured.filter((one) => one.kind === 'measured');
  if (found.length === 0) return { baseline: null, candidate: null };
  return {
    baseline: median(found.map(({ baseline }) => baseline)),
    candidate: median(found.map(({ candidate }) => candidate)),
  };
}

function faultOf(measured: readonly MeasuredMetric[]) {
  const faults = measured.flatMap((one, position) =>
    one.kind === 'measured' || one.kind === 'one zero' ? [] : [{ ...one, launch: position + 1 }],
  );
  const [first] = faults;
  if (first === undefined) return null;
  const isEverywhere = faults.length === measured.length;
  const isLost = isEverywhere && faults.every(({ kind, reason }) => kind === 'missing' && reason === first.reason);
  return {
    kind: first.kind,
    isLost: isLost && !first.reason.startsWith('either side'),
    reason: isEverywhere ? first.reason : `launch ${first.launch}: ${first.reason}`,
  };
}
