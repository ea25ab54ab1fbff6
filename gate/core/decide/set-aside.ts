import type { Launch, MetricComparison } from '../model/comparison-record.ts';
import type { Problem } from '../model/verdict.ts';
import { loadProblemsOf } from './comparison-problems.ts';

/** Launches that may be set aside; with one more the machine is not fit to compare on. */
export const MOST_SET_ASIDE = 2;

/** Launches apart by whether their load was what was planned. */
export interface SortedLaunches {
  readonly kept: readonly Launch[];
  /** Of all launches in order: why each was set aside, `null` for those that are kept. */
  readonly reasons: readonly (string | null)[];
}

/**
 * Sets aside launches whose load was not the planned one (iterations dropped, generator out of processor time): what the machine
 * did meanwhile, not what the sides are. It says nothing of either side, so leaving it out favours none. Where more than two are
 * spoiled, or no other is left, all are kept, and their problems make the comparison invalid.
 */
export function sortLaunches(launches: readonly Launch[]): SortedLaunches {
  const reasons = launches.map((launch) => {
    const found = loadProblemsOf(launch).find(({ severity }) => severity === 'invalid');
    return found === undefined ? null : found.message;
  });
  const kept = launches.filter((_, position) => reasons[position] === null);
  const isUnfit = launches.length - kept.length > MOST_SET_ASIDE || kept.length === 0;
  return isUnfit ? { kept: launches, reasons: launches.map(() => null) } : { kept, reasons };
}

/** The launches set aside, as warnings. */
export function setAsideProblems(reasons: readonly (string | null)[]): readonly Problem[] {
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

/** The metric with `null` in the place of each launch that was set aside. */
export function amongAllLaunches(metric: MetricComparison, reasons: readonly (string | null)[]): MetricComparison {
  const kept = [...metric.launches];
  return { ...metric, launches: reasons.map((reason) => (reason === null ? (kept.shift() ?? null) : null)) };
}
