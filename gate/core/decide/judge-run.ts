import type { Evidence } from '../model/evidence.ts';
import type { Measurement } from '../model/run-record.ts';
import type { Target, TargetResult } from '../model/target.ts';
import type { Outcome, Problem } from '../model/verdict.ts';
import { judgeTarget } from './judge-target.ts';

/** The targets of a run judged, and what they come to. */
export interface RunJudgement {
  readonly results: readonly TargetResult[];
  readonly outcome: Outcome;
  /** One sentence: why this outcome. */
  readonly reason: string;
}

/** Judges every target of a run of one length. */
export function judgeRun(
  targets: readonly Target[],
  measurement: Measurement,
  evidence: Evidence,
  problems: readonly Problem[],
): RunJudgement {
  const results = targets.map((target) => judgeTarget(target, measurement, evidence, problems));
  const concluded = concludeTargets(results);
  // A problem that touched a target has made it invalid. One that touches none is no reason to fail, but none to pass unseen either.
  const problem = problems.find(({ severity }) => severity === 'invalid');
  if (concluded.outcome !== 'pass' || problem === undefined) return { results, ...concluded };
  return { results, outcome: 'undecided', reason: `${concluded.reason}, but ${problem.message}` };
}

/** Fail when a target was missed, pass when there are targets and all were met, else undecided. */
function concludeTargets(results: readonly TargetResult[]): Pick<RunJudgement, 'outcome' | 'reason'> {
  const count = (verdict: TargetResult['verdict']) => results.filter((result) => result.verdict === verdict).length;
  const of = `of ${results.length} ${results.length === 1 ? 'target' : 'targets'}`;
  if (results.length === 0) return { outcome: 'undecided', reason: 'there are no targets: nothing was judged' };
  if (count('missed') > 0) return { outcome: 'fail', reason: `${count('missed')} ${of} missed` };
  if (count('met') === results.length) return { outcome: 'pass', reason: `${count('met')} ${of} met` };
  const open = [
    ...(count('inconclusive') > 0 ? [`${count('inconclusive')} ${of} inconclusive`] : []),
    ...(count('invalid') > 0 ? [`${count('invalid')} ${of} invalid`] : []),
  ];
  return { outcome: 'undecided', reason: open.join(', ') };
}

/** What `undecided` counts as for the exit code; the report still calls it undecided. */
export function mapUndecided(outcome: Outcome, undecided: Outcome): Outcome {
  return outcome === 'undecided' ? undecided : outcome;
}
