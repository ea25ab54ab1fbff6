import type {
  Difference,
  Explanation,
  FunctionDifference,
  FunctionTotal,
  StatementDifference,
  WorkTotals,
} from '../model/explanation.ts';
import { matchFunctions } from './match-functions.ts';

/** What one side did while it was under load. */
export interface SideWork {
  /** Answered in that time. */
  readonly requests: number;
  /** `null`: it tells nothing of its work. */
  readonly work: WorkTotals | null;
  /** `null`: there is no profile. */
  readonly functions: readonly FunctionTotal[] | null;
}

/** Longer lists hide what they are read for. */
const MOST_ROWS = 15;

/** Fewer calls per request than this are the chance of a cache, not a change of the code. */
const CALLS_GRAIN = 0.05;

/** Waiting: it shrinks where the others grow, and is no function that anybody could make faster. */
const IDLE = '(idle)';

/**
 * Holds the work of both sides against each other, per request, in lists of at most fifteen rows, what grew most first; waiting stands below them.
 * A kind of work that one side alone tells of is left out: what is missing is not zero. Both sides need at least one request.
 */
export function explain(baseline: SideWork, candidate: SideWork, gaps: readonly string[]): Explanation {
  if (!(baseline.requests > 0 && candidate.requests > 0)) {
    throw new RangeError(`work of ${baseline.requests} and ${candidate.requests} requests`);
  }
  const work = baseline.work !== null && candidate.work !== null ? ([baseline.work, candidate.work] as const) : null;
  const per = (value: number, side: SideWork) => value / side.requests;
  const both = (name: string, was: number, is: number): Difference => ({
    name,
    baseline: per(was, baseline),
    candidate: per(is, candidate),
  });
  const [before, after] = work ?? [NO_WORK, NO_WORK];
  return {
    phases: pairs(before.phases, after.phases, ({ name }) => name)
      .map(([name, was, is]) => both(name, was?.ms ?? 0, is?.ms ?? 0))
      .filter(isThere)
      .toSorted((a, b) => growth(b) - growth(a)),
    statements: pairs(before.statements, after.statements, ({ text }) => text)
      .map(
        ([text, was, is]): StatementDifference => ({
          text,
          calls: { baseline: per(was?.calls ?? 0, baseline), candidate: per(is?.calls ?? 0, candidate) },
          ms: { baseline: per(was?.ms ?? 0, baseline), candidate: per(is?.ms ?? 0, candidate) },
        }),
      )
      .filter(({ calls }) => isThere(calls))
      .toSorted((a, b) => moreCalls(b) - moreCalls(a) || growth(b.ms) - growth(a.ms))
      .slice(0, MOST_ROWS),
    commands: pairs(before.commands, after.commands, ({ name }) => name)
      .map(([name, was, is]) => both(name, was?.calls ?? 0, is?.calls ?? 0))
      .filter(isThere)
      .toSorted((a, b) => growth(b) - growth(a))
      .slice(0, MOST_ROWS),
    functions: functions(baseline, candidate),
    gaps: [...new Set([...gaps, ...before.gaps, ...after.gaps])],
  };
}

const NO_WORK: WorkTotals = { requests: 0, phases: [], statements: [], commands: [], gaps: [] };

function functions(baseline: SideWork, candidate: SideWork): readonly FunctionDifference[] {
  if (baseline.functions === null || candidate.functions === null) return [];
  const rows = matchFunctions(baseline.functions, candidate.functions)
    .map(({ name, path, line, baselineMs, candidateMs }) => ({
      name,
      location: line === null ? path : `${path}:${line}`,
      baseline: baselineMs / baseline.requests,
      candidate: candidateMs / candidate.requests,
    }))
    .toSorted((a, b) => growth(b) - growth(a));
  const idle = rows.filter(({ name }) => name === IDLE);
  return [...rows.filter(({ name }) => name !== IDLE).slice(0, MOST_ROWS), ...idle];
}

function growth(difference: { readonly baseline: number; readonly candidate: number }): number {
  return difference.candidate - difference.baseline;
}

/** In steps that chance does not take. */
function moreCalls({ calls }: StatementDifference): number {
  return Math.round(growth(calls) / CALLS_GRAIN);
}

function isThere({ baseline, candidate }: { readonly baseline: number; readonly candidate: number }): boolean {
  return baseline !== 0 || candidate !== 0;
}

/** Entries of both sides by name, in the order in which they first come up. */
function pairs<Entry>(
  baseline: readonly Entry[],
  candidate: readonly Entry[],
  nameOf: (entry: Entry) => string,
): readonly (readonly [string, Entry | undefined, Entry | undefined])[] {
  const was = new Map(baseline.map((entry) => [nameOf(entry), entry]));
  const is = new Map(candidate.map((entry) => [nameOf(entry), entry]));
  return [...new Set([...was.keys(), ...is.keys()])].map((name) => [name, was.get(name), is.get(name)] as const);
}
