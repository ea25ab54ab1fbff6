import type { MetricName } from '../model/comparison-record.ts';
import type { Acceptance, HistoryEntry, HistoryJudgement } from '../model/history.ts';

export interface AgainstHistoryQuestion {
  /** Earlier runs of the same benchmark and machine class that may be a baseline, oldest first. */
  readonly history: readonly HistoryEntry[];
  readonly candidate: HistoryEntry;
  /** The candidate once more, in a fresh process; `null`: not run (yet). */
  readonly confirmation: HistoryEntry | null;
  readonly acceptances: readonly Acceptance[];
  readonly primary: readonly MetricName[];
  /** Smallest relative change that matters, and the same by metric. */
  readonly margin: number;
  readonly margins: Readonly<Record<string, number>>;
  /** Robust standard deviation between identical runs by metric, in logarithms, where calibration knows it: the scale is never below. */
  readonly spreads?: Readonly<Record<string, number>>;
  /** UTC ISO 8601: acceptances may have expired by then. */
  readonly now: string;
}

/** The judgement, and whether a second run must decide it. */
export interface AgainstHistory {
  readonly judgement: HistoryJudgement;
  /** A primary metric alarms and there is no confirmation: run once more and ask again. */
  readonly needsConfirmation: boolean;
}

/** A candidate against the stored history of its machine class, metric by metric. */
export function judgeAgainstHistory({ history }: AgainstHistoryQuestion): AgainstHistory {
  const judgement: HistoryJudgement = {
    baseline: `${history.length} earlier runs`,
    calibrator: 'not measured',
    metrics: [],
    outcome: 'undecided',
  };
  return { judgement, needsConfirmation: false };
}
