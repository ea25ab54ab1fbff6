import type { FunctionTotal } from '../model/explanation.ts';

/** One function of both sides; `null` line: it has no place. */
export interface MatchedFunction {
  readonly name: string;
  readonly path: string;
  readonly line: number | null;
  readonly baselineMs: number;
  readonly candidateMs: number;
}

/**
 * Finds the functions of the baseline again in the candidate, whose lines may have moved: by name and file, and by line where
 * most of the time of that name is spent in lines that both sides have. Where it is not, functions of one name in one
 * file (often `(anonymous)`) are one, shown at the line that took longest.
 */
export function matchFunctions(
  baseline: readonly FunctionTotal[],
  candidate: readonly FunctionTotal[],
): readonly MatchedFunction[] {
  const names = new Map<string, { readonly baseline: FunctionTotal[]; readonly candidate: FunctionTotal[] }>();
  for (const [side, totals] of [
    ['baseline', baseline],
    ['candidate', candidate],
  ] as const) {
    for (const total of totals) {
      const key = JSON.stringify([total.name, total.path]);
      const group = names.get(key) ?? { baseline: [], candidate: [] };
      group[side].push(total);
      names.set(key, group);
    }
  }
  return [...names.values()].flatMap((group) => (haveSameLines(group) ? byLine(group) : [asOne(group)]));
}

interface Group {
  readonly baseline: readonly FunctionTotal[];
  readonly candidate: readonly FunctionTotal[];
}

function haveSameLines({ baseline, candidate }: Group): boolean {
  const lines = new Set(baseline.map(({ line }) => line));
  return candidate.length > 1 && sum(candidate.filter(({ line }) => lines.has(line))) > sum(candidate) / 2;
}

function byLine({ baseline, candidate }: Group): readonly MatchedFunction[] {
  const lines = [...new Set([...baseline, ...candidate].map(({ line }) => line))];
  return lines.map((line) =>
    asOne({
      baseline: baseline.filter((total) => total.line === line),
      candidate: candidate.filter((total) => total.line === line),
    }),
  );
}

function asOne({ baseline, candidate }: Group): MatchedFunction {
  const [shown] = (candidate.length > 0 ? candidate : baseline).toSorted((a, b) => b.ms - a.ms);
  if (shown === undefined) throw new RangeError('a group of no functions');
  const { name, path, line } = shown;
  return { name, path, line, baselineMs: sum(baseline), candidateMs: sum(candidate) };
}

function sum(totals: readonly FunctionTotal[]): number {
  return totals.reduce((total, { ms }) => total + ms, 0);
}
