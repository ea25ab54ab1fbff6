import type { Comparison } from './comparison.ts';
import type { MetricName } from './comparison-record.ts';
import type { BenchmarkName, Environment, Manifest } from './run-record.ts';
import type { Direction } from './series.ts';
import type { Outcome } from './verdict.ts';

/** What history keeps of a run: one number a metric. A few kilobytes, written once; made from the run record alone. */
export interface HistoryEntry {
  readonly format: 'loadline-history';
  readonly version: 1;
  /** Of the run. */
  readonly id: string;
  readonly startedAt: string;
  readonly benchmark: BenchmarkName;
  readonly subject: string;
  readonly profile: string | null;
  readonly git: Manifest['git'];
  readonly environment: Environment;
  /** The load in words, `400/s for 65 s after 10 s, seed 1`; entries with another are not comparable. `null`: not kept. */
  readonly plan: string | null;
  /** What the subject said of itself before the load: settings, versions, size of its data. `null`: not kept. */
  readonly facts: Readonly<Record<string, string>> | null;
  readonly outcome: Outcome;
  /** Why this run can be nobody's baseline; `null`: it can. */
  readonly exclusion: string | null;
  /** Time of the fixed control workload in the same job, ms; `null`: none was measured. */
  readonly calibratorMs: number | null;
  readonly metrics: readonly HistoryValue[];
}

export interface HistoryValue extends MetricName {
  readonly unit: string;
  readonly better: Direction;
  readonly value: number;
}

/** A deliberate change of level, kept in the repository (`loadline.accepted.json`) and reviewed like code. */
export interface Acceptance extends MetricName {
  readonly benchmark: string;
  readonly reason: string;
  readonly by: string;
  /** UTC ISO 8601, when it was accepted. */
  readonly at: string;
  /** Id of the first run of the accepted level. */
  readonly run: string;
  /** Date after which it counts no more; `null`: for good. */
  readonly until: string | null;
}

/** One metric of one benchmark on one machine class over time, with what was found in it. */
export interface Trend extends MetricName {
  readonly benchmark: BenchmarkName;
  readonly machineClass: string;
  readonly unit: string;
  readonly better: Direction;
  readonly margin: number;
  /** Oldest first. */
  readonly points: readonly TrendPoint[];
  readonly changePoints: readonly TrendChange[];
  /** Seen by one detector of three: drawn, never judged. */
  readonly provisional: readonly TrendChange[];
  readonly isAutocorrelated: boolean;
  readonly acceptances: readonly (Acceptance & { readonly isExpired: boolean })[];
  /** Level that creep is measured against: since the last acceptance, else the best segment; `null` without enough runs. */
  readonly anchor: { readonly from: number; readonly until: number; readonly value: number } | null;
  /** The current segment against the anchor; `null` without either. */
  readonly creep: Comparison | null;
  /** Relative change per run of the last 30 and 90 runs (Theil–Sen), positive is worse; `null` with fewer. */
  readonly slopes: readonly {
    readonly runs: number;
    readonly perRun: number;
    readonly interval: readonly [number, number];
  }[];
}

export interface TrendPoint {
  readonly id: string;
  readonly at: string;
  readonly commit: string | null;
  /** What the subject said otherwise of itself than in the run before, in words; empty: nothing. */
  readonly changedFacts: string;
  /** `null`: the run is invalid or excluded, a gap in the line; `exclusion` says why. */
  readonly value: number | null;
  readonly exclusion: string | null;
}

export interface TrendChange {
  /** Index into `points` of the first run of the new level. */
  readonly index: number;
  readonly before: number;
  readonly after: number;
  readonly votes: number;
  readonly direction: 'regression' | 'improvement';
}

/** How a run was judged against history; part of its record. */
export interface HistoryJudgement {
  /** Which earlier runs were taken, in words: of which branch, how many, nearest ancestor. */
  readonly baseline: string;
  readonly calibrator: 'in its band' | 'beyond its band' | 'not measured';
  readonly metrics: readonly (MetricName & {
    readonly unit: string;
    readonly better: Direction;
    readonly role: 'primary' | 'secondary';
    readonly margin: number;
    readonly value: number;
    readonly confirmation: number | null;
    readonly comparison: Comparison;
    readonly adjustedP: number | null;
  })[];
  readonly outcome: Outcome;
}

/** All that a run is held against, and how: the judgement is a pure function of it. */
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
  /** Standard deviation of identical builds, in logarithms, by `metric` or `metric of ROUTE`, where calibration knows it: no history is taken to be quieter. */
  readonly spreads: Readonly<Record<string, number>>;
  /** UTC ISO 8601: acceptances may have expired by then. */
  readonly now: string;
}

/** A judgement as a run record keeps it. */
export interface RunHistory extends HistoryJudgement {
  /** Whether its outcome is part of that of the run: asked for by the configuration or the command line. Else it is shown only. */
  readonly isDecisive: boolean;
  /** What the judgement was made from, so that it can be made again; kept where it is decisive. */
  readonly question: AgainstHistoryQuestion | null;
}
