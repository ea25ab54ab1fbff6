import { mapUndecided } from '../core/decide/judge-run.ts';
import type { Outcome } from '../core/model/verdict.ts';

/** What `--undecided` asks for; `null`: an undecided outcome keeps its own code. */
export type UndecidedAs = 'pass' | 'fail' | null;

/** 0 pass, 1 fail, 2 undecided unless mapped. 3, could not run, is given by `main.ts` alone. */
export function exitCode(outcome: Outcome, undecidedAs: UndecidedAs): number {
  return { pass: 0, fail: 1, undecided: 2 }[mapUndecided(outcome, undecidedAs ?? 'undecided')];
}
