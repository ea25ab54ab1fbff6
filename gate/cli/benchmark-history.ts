import { readEnvironment } from '../collect/environment.ts';
import { isAhead } from '../core/history/choose-baseline.ts';
import { GateError } from '../core/model/gate-error.ts';
import type { HistoryEntry } from '../core/model/history.ts';
import type { BenchmarkName } from '../core/model/run-record.ts';
import type { RunStore } from '../store/run-store.ts';
import type { CommandContext, OptionSpec } from './command.ts';
import type { LoadedConfig } from './config.ts';
import { historyBranch } from './history-branch.ts';
import { didYouMean } from './nearest.ts';

/** Options of everything that speaks of one benchmark's history. */
export const BENCHMARK_OPTIONS = {
  benchmark: { type: 'string', value: 'NAME', says: 'scenario or suite (default: the first scenario of the config)' },
  subject: { type: 'string', value: 'NAME', says: 'subject (default: that of the newest run)' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** What is kept of one benchmark and subject on this machine class: runs of the default branch by the newest run's plan. */
export interface BenchmarkHistory {
  readonly benchmark: BenchmarkName;
  readonly subject: string;
  readonly machineClass: string;
  /** Oldest first; excluded ones too. */
  readonly entries: readonly HistoryEntry[];
  /** What was left out, and why; one sentence each. */
  readonly notes: readonly string[];
}

/** Throws GateError NAME_UNKNOWN where no run of such a benchmark or subject is kept; `null`: no run is kept at all. */
export async function benchmarkHistory(
  words: { readonly benchmark: string | undefined; readonly subject: string | undefined },
  from: { readonly store: RunStore; readonly loaded: LoadedConfig | null },
  { cwd, environment }: CommandContext,
): Promise<BenchmarkHistory | null> {
  const { entries: all, skipped } = await from.store.history.entries({});
  if (all.length === 0) return null;
  const name = words.benchmark ?? usualBenchmark(from.loaded, all);
  const ofName = all.filter(({ benchmark }) => benchmark.name === name);
  const newest = (words.subject === undefined ? ofName : ofName.filter(({ subject }) => subject === words.subject)).at(
    -1,
  );
  if (newest === undefined) {
    const [what, asked, known] =
      ofName.length === 0
        ? (['benchmark', name, all.map(({ benchmark }) => benchmark.name)] as const)
        : (['subject', words.subject ?? '', ofName.map(({ subject }) => subject)] as const);
    throw unknownIn(what, asked, known);
  }
  const { benchmark, subject } = newest;
  const { machineClass } = readEnvironment(environment.all);
  const branch = historyBranch(from.loaded, from.loaded?.folder ?? cwd, environment.all);
  const same = ofName.filter((entry) => entry.subject === subject && entry.benchmark.kind === benchmark.kind);
  const here = same.filter((entry) => entry.environment.machineClass === machineClass);
  const ofBranch = here.filter(({ git }) => git?.branch === branch);
  const now = new Date().toISOString();
  const past = ofBranch.filter((entry) => !isAhead(entry, now));
  const plan = past.findLast(({ exclusion }) => exclusion === null)?.plan;
  const entries = plan === undefined ? past : past.filter((entry) => entry.plan === plan);
  const leftOut = (count: number, what: string) => (count === 0 ? [] : [`left out: ${count} ${what}`]);
  return {
    benchmark,
    subject,
    machineClass,
    entries,
    notes: [
      ...leftOut(same.length - here.length, 'of another machine class'),
      ...leftOut(here.length - ofBranch.length, `not of ${branch}`),
      ...leftOut(ofBranch.length - past.length, 'from a time that is yet to come: the clock of a machine was ahead'),
      ...leftOut(past.length - entries.length, `of another plan than "${plan}"`),
      ...skipped.map((sentence) => `left out: ${sentence}`),
    ],
  };
}

function usualBenchmark(loaded: LoadedConfig | null, all: readonly HistoryEntry[]): string {
  const [first] = Object.keys(loaded?.config.scenarios ?? {});
  return first ?? all.at(-1)?.benchmark.name ?? '';
}

/** A name that the history does not know. */
export function unknownIn(what: string, asked: string, known: readonly string[]): GateError {
  const names = [...new Set(known)].sort();
  return new GateError({
    code: 'NAME_UNKNOWN',
    message: `the history has no ${what} "${asked}".${didYouMean(asked, names)}`,
    advice: `Known: ${names.join(', ')}.`,
  });
}
