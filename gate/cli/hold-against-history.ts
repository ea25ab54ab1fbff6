import { judgeAgainstHistory } from '../core/decide/judge-against-history.ts';
import { type Baseline, chooseBaseline } from '../core/history/choose-baseline.ts';
import { concludeWithHistory } from '../core/history/conclude-with-history.ts';
import { historyEntryOf } from '../core/history/entry-of-run.ts';
import { otherFacts } from '../core/history/other-facts.ts';
import { GateError } from '../core/model/gate-error.ts';
import type { Acceptance, AgainstHistoryQuestion, HistoryEntry, RunHistory } from '../core/model/history.ts';
import type { RunRecord } from '../core/model/run-record.ts';
import type { RunStore } from '../store/run-store.ts';
import { ancestorsOf } from './ancestors.ts';
import { calibratedSpreadsOf } from './calibration-shelf.ts';
import type { CommandContext } from './command.ts';
import type { LoadedConfig } from './config.ts';
import { historyBranch } from './history-branch.ts';
import { historyMetrics } from './history-metrics.ts';
import { workspaceIn } from './workspace.ts';

export interface HistoryRequest {
  readonly record: RunRecord;
  readonly store: RunStore;
  readonly loaded: LoadedConfig | null;
  readonly folder: string;
  readonly acceptances: readonly Acceptance[];
  /** Whether history is part of the outcome. */
  readonly isDecisive: boolean;
  /** Measures the same once more, on a fresh process; `null`: an alarm stays unconfirmed. */
  readonly measureAgain: (() => Promise<RunRecord>) | null;
  /** Tells what is going on. */
  readonly onStep: (sentence: string) => void;
}

const MOST_NAMED = 5;

/** A run that was held against history, and everything that history shall keep of it. */
export interface HeldRun {
  readonly record: RunRecord;
  readonly entry: HistoryEntry;
  /** The run that was to confirm an alarm; never a baseline, for it was taken because of what the first one showed. */
  readonly confirmation: { readonly record: RunRecord; readonly entry: HistoryEntry } | null;
}

/** Holds a run against earlier ones of its machine class. An alarm of a run that history decides is confirmed by a second one. */
export async function holdAgainstHistory(request: HistoryRequest, context: CommandContext): Promise<HeldRun> {
  const { record, store, loaded, folder, acceptances, isDecisive, onStep } = request;
  const branch = historyBranch(loaded, folder, context.environment.all);
  const { benchmark, subject, environment, manifest } = record;
  const stored = await store.history.entries({ benchmark, subject: subject.name });
  const spreads = await calibratedSpreadsOf(workspaceIn(folder), environment.machineClass, benchmark);
  const entries = stored.entries.filter((one) => one.environment.machineClass === environment.machineClass);
  const now = new Date().toISOString();
  const baseline = chooseBaseline({
    entries,
    candidate: historyEntryOf(record, { branch, missingRoutes: [] }),
    branch,
    ancestors: await ancestorsOf(manifest.git?.commit, folder, context.environment),
    acceptances,
    now,
  });
  const entryOf = (measured: RunRecord) => historyEntryOf(measured, { branch, missingRoutes: baseline.missingRoutes });
  const entry = entryOf(record);
  const asked = (confirmation: RunRecord | null): AgainstHistoryQuestion => ({
    history: baseline.entries,
    candidate: comparable(entry, baseline),
    confirmation: confirmation === null ? null : comparable(entryOf(confirmation), baseline),
    acceptances,
    ...historyMetrics(loaded?.config ?? null, { benchmark, subject: subject.name }, [...baseline.entries, entry]),
    spreads,
    now,
  });
  const notes = [
    ...(baseline.words === '' ? [] : [baseline.words]),
    ...baseline.notes,
    ...otherFacts(entry, baseline.entries),
    ...firstOf(stored.skipped),
    ...otherMachines(stored.entries.length - entries.length),
    ...(baseline.missingRoutes.length === 0 ? [] : [missingText(baseline.missingRoutes)]),
  ];
  const first = judgeAgainstHistory(asked(null));
  const second = first.needsConfirmation && isDecisive ? await confirm(request) : null;
  const { judgement } = second === null ? first : judgeAgainstHistory(asked(second));
  onStep(`history: ${judgement.outcome}`);
  const question = isDecisive ? asked(second) : null;
  const history: RunHistory = {
    ...judgement,
    baseline: [judgement.baseline, ...notes].join('; '),
    isDecisive,
    question,
  };
  return {
    record: { ...record, history, outcome: concludeWithHistory(record, record.outcome, history) },
    entry,
    confirmation:
      second === null
        ? null
        : { record: second, entry: { ...entryOf(second), exclusion: `taken to confirm an alarm of ${record.id}` } },
  };
}

/** The second run; `null` where there shall be none, or where it failed: what the first one measured is kept either way. */
async function confirm({ measureAgain, onStep }: HistoryRequest): Promise<RunRecord | null> {
  if (measureAgain === null) {
    onStep('history: an alarm, and --no-confirm leaves it undecided');
    return null;
  }
  onStep('history: an alarm; one more run on a fresh process must confirm it');
  try {
    return await measureAgain();
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    onStep(`history: the alarm stays unconfirmed: ${error.message}`);
    return null;
  }
}

/** Totals over other routes are other metrics: without routes that the baseline has, only the routes can be compared. */
function comparable(entry: HistoryEntry, { missingRoutes }: Baseline): HistoryEntry {
  if (missingRoutes.length === 0) return entry;
  return { ...entry, metrics: entry.metrics.filter(({ route }) => route !== null) };
}

function missingText(routes: readonly string[]): string {
  return `not measured this time: ${routes.join(', ')}; where that is meant, accept it (loadline accept --metric coverage)`;
}

/** A folder full of foreign files is no list to read. */
function firstOf(sentences: readonly string[]): readonly string[] {
  const more = sentences.length - MOST_NAMED;
  return [...sentences.slice(0, MOST_NAMED), ...(more > 0 ? [`and ${more} more that cannot be read`] : [])];
}

function otherMachines(count: number): readonly string[] {
  return count === 0 ? [] : [`${count} more of another machine class, which cannot be compared`];
}
