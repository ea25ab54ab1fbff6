import type { Launch } from '../../core/model/comparison-record.ts';
import type { Problem } from '../../core/model/verdict.ts';
import type { Ending } from '../process-group.ts';
import type { BothSides } from './comparison-plan.ts';

/** What one launch came to. */
export interface MeasuredLaunch {
  readonly launch: Launch;
  readonly problems: readonly Problem[];
  /** What the sides say of themselves. */
  readonly facts: BothSides<Readonly<Record<string, string>>>;
  /** How the tool ended; of a suite, that of the side that ran last. */
  readonly ending: Ending;
  /** Another launch would show no more: a side died, or the tool was stuck. */
  readonly isFatal: boolean;
}

/** A problem of the whole comparison. */
export function launchProblem(severity: Problem['severity'], code: string, message: string): Problem {
  return { severity, code, message, route: null, series: null };
}
