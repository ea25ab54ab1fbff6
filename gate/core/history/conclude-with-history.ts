import type { RunHistory } from '../model/history.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { Outcome } from '../model/verdict.ts';

/**
 * The outcome of a run: that of its targets, and that of history where it decides. One that fails, fails; one that is undecided
 * leaves the whole undecided. Without any target history alone says.
 */
export function concludeWithHistory(
  { targets, capacity }: Pick<RunRecord, 'targets' | 'capacity'>,
  ofTargets: Outcome,
  history: RunHistory | null,
): Outcome {
  if (history === null || !history.isDecisive) return ofTargets;
  if (targets.length === 0 && capacity === null) return history.outcome;
  const both = [ofTargets, history.outcome];
  if (both.includes('fail')) return 'fail';
  return both.includes('undecided') ? 'undecided' : 'pass';
}
