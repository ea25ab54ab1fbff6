import type { ComparisonPlan, Launch, MetricComparison } from '../model/comparison-record.ts';
import type { Outcome, Problem } from '../model/verdict.ts';
import { comparedMetrics, ERROR_RATE } from './compared-metrics.ts';
import { loadProblemsOf } from './comparison-problems.ts';
import { judgeFamily } from './judge-family.ts';
import { type JudgedMetric, judgeMetric } from './judged-metric.ts';
import { withoutSize } from './paired-with-zero.ts';
import { amongAllLaunches, MOST_SET_ASIDE, problemsAmong, sortLaunches, withWitnesses } from './set-aside.ts';
import { problemOf } from './touched.ts';

/** Problem of a comparison whose candidate ended under a load that the baseline bore. */
export const CANDIDATE_DIED = 'CANDIDATE_DIED';

/** What is judged: the plan, every launch so far, and what the collector found wrong. */
export interface ComparisonQuestion {
  readonly plan: ComparisonPlan;
  readonly launches: readonly Launch[];
  readonly problems: readonly Problem[];
}

/** The verdicts of a comparison as it stands. */
export interface ComparisonJudgement {
  /** Primary metrics first, in the order of the plan. */
  readonly metrics: readonly MetricComparison[];
  /** Those handed in and those that the data show. */
  readonly problems: readonly Problem[];
  readonly outcome: Outcome;
  /** Another launch cannot help, or is not planned. */
  readonly isDecided: boolean;
  /** One short clause for the live line. */
  readonly needed: string;
}

/**
 * Judges a comparison as it stands; a pure function of what was measured. Every metric is judged at the latest look by all launches until then, then
 * the family has its say. Fail when a primary metric is a regression or the candidate died, pass when none is and all are certain, else undecided.
 */
export function judgeComparison({ plan, launches: all, problems: collected }: ComparisonQuestion): ComparisonJudgement {
  const sorted = sortLaunches(all);
  const { kept: launches, aside, reasons } = sorted;
  const problems = problemsAmong(sorted, collected);
  const judged = comparedMetrics(plan, launches).flatMap((metric) => judgeMetric(metric, plan, launches) ?? []);
  const sound = judged.map((metric) => withWitnesses(withProblems(metric, problems), plan, aside));
  const family = judgeFamily(sound);
  const metrics = withoutFailing(family).map((metric) => amongAllLaunches(metric, reasons));
  const primary = metrics.filter(({ role }) => role === 'primary');
  const open = primary.filter(({ comparison }) => comparison.verdict === 'inconclusive');
  const most = plan.looks.at(-1) ?? 0;
  const outcome = concludeComparison(metrics, problems);
  const isSpoiled = launches.every((launch) => loadProblemsOf(launch).some(({ severity }) => severity === 'invalid'));
  const count = isSpoiled ? 0 : launches.length;
  // Where all is invalid, more of the same is, too, unless it was the machine's fault so far.
  const isInvalid = primary.length > 0 && primary.every(({ comparison }) => comparison.verdict === 'invalid');
  const isHopeless = isInvalid && all.length > (isSpoiled ? MOST_SET_ASIDE : 0);
  // What is certain of one primary metric no other can take back.
  const isCertain = plan.looks.includes(count)
    ? open.length === 0 || outcome === 'fail'
    : isSpoiled && outcome === 'fail';
  const isDecided = count >= most || isCertain || isHopeless;
  const needed = isHopeless ? 'nothing can be judged' : isCertain ? 'decided' : neededOf(plan, count);
  return { metrics, problems, outcome, isDecided, needed };
}

/** What the primary metrics come to. Without any, nothing was judged. A candidate that died has failed, whatever else is known of it. */
function concludeComparison(metrics: readonly MetricComparison[], problems: readonly Problem[]): Outcome {
  if (problems.some(({ code }) => code === CANDIDATE_DIED)) return 'fail';
  const verdicts = metrics.filter(({ role }) => role === 'primary').map(({ comparison }) => comparison.verdict);
  if (verdicts.includes('regression')) return 'fail';
  const isOpen = verdicts.includes('inconclusive') || verdicts.includes('invalid');
  return verdicts.length === 0 || isOpen ? 'undecided' : 'pass';
}

/**
 * A metric that a problem touches is invalid. More failed requests are a regression all the same: no want of load, and no other mix of requests,
 * makes a healthy side fail.
 */
function withProblems(metric: JudgedMetric, problems: readonly Problem[]): JudgedMetric {
  const problem = problemOf(metric, problems);
  if (problem === undefined || (metric.metric === ERROR_RATE && metric.comparison.verdict === 'regression'))
    return metric;
  return invalidated(metric, problem.message);
}

/** Failed requests are fast: where more of them fail, the times of that route say nothing. */
function withoutFailing(metrics: readonly MetricComparison[]): readonly MetricComparison[] {
  const failing = metrics.filter(
    ({ metric, comparison }) => metric === ERROR_RATE && comparison.verdict === 'regression',
  );
  return metrics.map((metric) => {
    const isTime =
      problemOf(
        metric,
        failing.map(({ route }) => timesOf(route)),
      ) !== undefined;
    return isTime
      ? { ...invalidated(metric, 'more requests fail, and failed ones are fast'), adjustedP: null }
      : metric;
  });
}

function timesOf(route: string | null): Problem {
  return { severity: 'invalid', code: 'REQUESTS_FAILED', message: '', route, series: 'latency' };
}

function invalidated<Metric extends Pick<MetricComparison, 'comparison'>>(metric: Metric, reason: string): Metric {
  const { n, level, looks, warnings } = metric.comparison;
  return { ...metric, comparison: { ...withoutSize('invalid', reason, n, level), looks, warnings } };
}

function neededOf(plan: ComparisonPlan, launches: number): string {
  const next = plan.looks.find((look) => look > launches);
  if (next === undefined) return 'no launch is left';
  const more = next - launches;
  return more === 1 ? 'another launch needed' : `${more} more launches needed`;
}
