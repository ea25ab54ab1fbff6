import type { ComparisonPlan, ComparisonRecord, Launch, MetricComparison } from '../model/comparison-record.ts';
import type { Problem } from '../model/verdict.ts';
import { findComparisonProblems, loadProblemsOf } from './comparison-problems.ts';
import { type JudgedMetric, judgeMetric } from './judged-metric.ts';

/** Launches that may be set aside; with one more the machine is not fit to compare on. */
export const MOST_SET_ASIDE = 2;

/** Launches apart by whether their load was what was planned. */
export interface SortedLaunches {
  readonly kept: readonly Launch[];
  readonly aside: readonly Launch[];
  /** Of all launches in order: why each was set aside, `null` for those that are kept. */
  readonly reasons: readonly (string | null)[];
}

/**
 * Sets aside launches whose load was not the planned one (iterations dropped, generator out of processor time): mostly what the
 * machine did meanwhile, not what the sides are. Where more than two are spoiled, or no other is left, all are kept, and their
 * problems make the comparison invalid. A candidate may be what spoils them: see `withWitnesses`.
 */
export function sortLaunches(launches: readonly Launch[]): SortedLaunches {
  const reasons = launches.map((launch) => {
    const found = loadProblemsOf(launch).find(({ severity }) => severity === 'invalid');
    return found === undefined ? null : found.message;
  });
  const kept = launches.filter((_, position) => reasons[position] === null);
  const isUnfit = launches.length - kept.length > MOST_SET_ASIDE || kept.length === 0;
  if (isUnfit) return { kept: launches, aside: [], reasons: launches.map(() => null) };
  return { kept, aside: launches.filter((launch) => !kept.includes(launch)), reasons };
}

/** Everything wrong with a comparison: of the launches that are kept, and which were set aside. */
export function problemsAmong({ kept, reasons }: SortedLaunches, collected: readonly Problem[]): readonly Problem[] {
  return [...findComparisonProblems(kept, collected), ...setAsideProblems(reasons)];
}

/** The same of a record, which keeps only what the collector saw. */
export function problemsOfComparison({
  launches,
  problems,
}: Pick<ComparisonRecord, 'launches' | 'problems'>): readonly Problem[] {
  return problemsAmong(sortLaunches(launches), problems);
}

/** `3 launches of at most 5, 1 more set aside`. */
export function launchesText({ launches, plan }: Pick<ComparisonRecord, 'launches' | 'plan'>): string {
  const { kept, aside } = sortLaunches(launches);
  const count = `${kept.length} ${kept.length === 1 ? 'launch' : 'launches'} of at most ${plan.looks.at(-1) ?? kept.length}`;
  return aside.length === 0 ? count : `${count}, ${aside.length} more set aside`;
}

/** The launches set aside, as warnings. */
function setAsideProblems(reasons: readonly (string | null)[]): readonly Problem[] {
  return reasons.flatMap((reason, position) =>
    reason === null
      ? []
      : [
          {
            severity: 'warning',
            code: 'LAUNCH_SET_ASIDE',
            message: `launch ${position + 1} was set aside and another one taken: ${reason}`,
            route: null,
            series: null,
          },
        ],
  );
}

/**
 * A metric is not unchanged where the launches that were set aside saw it worse by its margin: they prove nothing, but a candidate
 * that now and then overloads the machine must not pass by that.
 */
export function withWitnesses(metric: JudgedMetric, plan: ComparisonPlan, aside: readonly Launch[]): JudgedMetric {
  if (metric.comparison.verdict !== 'unchanged' || metric.role !== 'primary' || aside.length === 0) return metric;
  const seen = aside.flatMap((launch) => judgeMetric(metric, plan, [launch])?.comparison.estimate ?? []);
  const worst = Math.max(...seen);
  if (!(worst >= metric.margin)) return metric;
  const reason = `${metric.comparison.reason}; but a launch that was set aside saw it ${Math.round(worst * 100)} % worse`;
  return { ...metric, comparison: { ...metric.comparison, verdict: 'inconclusive', reason } };
}

/** The metric with `null` in the place of each launch that was set aside. */
export function amongAllLaunches(metric: MetricComparison, reasons: readonly (string | null)[]): MetricComparison {
  const kept = [...metric.launches];
  return { ...metric, launches: reasons.map((reason) => (reason === null ? (kept.shift() ?? null) : null)) };
}
