import type { ComparisonPlan, Launch, MetricComparison } from '../model/comparison-record.ts';
import type { Outcome, Problem } from '../model/verdict.ts';

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

/** Judges a comparison as it stands; a pure function of what was measured. */
export function judgeComparison({ plan, launches, problems }: ComparisonQuestion): ComparisonJudgement {
  const isDecided = launches.length >= (plan.looks.at(-1) ?? 0);
  return {
    metrics: [],
    problems,
    outcome: 'undecided',
    isDecided,
    needed: isDecided ? 'no launch is left' : 'another launch needed',
  };
}
