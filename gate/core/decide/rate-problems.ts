import type { Evidence } from '../model/evidence.ts';
import type { Problem } from '../model/verdict.ts';
import { formatCount, formatValue } from '../text/format-value.ts';
import { problemOfRun } from './problem-of-run.ts';

/** Part of the planned iterations that may be missing or too many. */
const RATE_TOLERANCE = 0.01;

/** What was planned and what became of it, in a run or in one stage. */
export type Iterations = Pick<Evidence, 'plannedIterations' | 'iterations' | 'droppedIterations'>;

/** Iterations that any plan may be off by: k6 is by one; a stage is cut out of a run amid iterations, one too many or too few at either end. */
const SPARE_ITERATIONS = { run: 1, stage: 3 } as const;

/** Load that was planned and not offered is load that the subject was spared; more than planned was left over from before. */
export function rateProblems(counts: Iterations, of: keyof typeof SPARE_ITERATIONS = 'run'): readonly Problem[] {
  const { plannedIterations, iterations, droppedIterations } = counts;
  if (droppedIterations > 0) {
    const message = `${droppedIterations} iterations were due and not started: more VUs, or a rate below capacity`;
    return [problemOfRun('invalid', 'ITERATIONS_DROPPED', message)];
  }
  if (plannedIterations === null) return [];
  const excess = iterations - plannedIterations;
  if (Math.abs(excess) <= Math.max(SPARE_ITERATIONS[of], plannedIterations * RATE_TOLERANCE)) return [];
  const share = `${formatValue(Math.abs(excess) / plannedIterations, 'share')} ${excess > 0 ? 'more' : 'fewer'}`;
  const cause = excess > 0 && of === 'stage' ? ': load of the stage before was still being worked off' : '';
  const message = `${formatCount(iterations)} iterations ended while ${formatCount(Math.round(plannedIterations))} were due, ${share}${cause}`;
  return [problemOfRun('invalid', 'RATE_NOT_ACHIEVED', message)];
}
