import type { Evidence } from './evidence.ts';
import type { RunHistory } from './history.ts';
import type { Series } from './series.ts';
import type { TargetResult } from './target.ts';
import type { Outcome, Problem } from './verdict.ts';

/**
 * One benchmark of one variant on one machine: the document in which processes meet (docs/run-record.md).
 * Written once, never changed. Times are UTC ISO 8601; offsets are seconds since the first sample.
 */
export interface RunRecord {
  readonly format: 'loadline-run';
  readonly version: 2;
  /** `20261121T104500Z-load-3f2a9c`: sorts by time. */
  readonly id: string;
  readonly startedAt: string;
  readonly benchmark: BenchmarkName;
  /** Profile whose targets were judged; `null` where the targets came from elsewhere. */
  readonly profile: string | null;
  readonly subject: SubjectInfo;
  readonly manifest: Manifest;
  readonly environment: Environment;
  readonly measurement: Measurement;
  readonly evidence: Evidence;
  readonly problems: readonly Problem[];
  readonly targets: readonly TargetResult[];
  readonly capacity: Capacity | null;
  /** What was asked for; `null`: recorded before this was kept. */
  readonly plan: AskedPlan | null;
  /** `null`: it could not be measured, or was recorded before it was. */
  readonly calibrator: Calibrator | null;
  /** The run against earlier ones; `null`: not held against them. */
  readonly history: RunHistory | null;
  readonly outcome: Outcome;
}

/** The load that was asked for. Runs of different plans are not comparable. */
export interface AskedPlan {
  /** Iterations per second; `null` where the plan fixes none. */
  readonly rate: number | null;
  readonly durationSeconds: number | null;
  readonly warmUpSeconds: number;
  /** Of the request trace; `null` for a suite. */
  readonly seed: number | null;
  /** What the command line changed of the configuration, in words: `duration 10 s instead of 65 s`; empty: nothing. */
  readonly changes: readonly string[];
}

/** Time of a fixed control workload in the same job, ms per batch: tells a slow machine from a slow subject. */
export interface Calibrator {
  readonly beforeMs: readonly number[];
  readonly afterMs: readonly number[];
}

/** `load`: a k6 scenario; `micro`: tinybench suites; `capacity`: autocannon shots. */
export interface BenchmarkName {
  readonly kind: 'load' | 'micro' | 'capacity';
  readonly name: string;
}

export interface SubjectInfo {
  readonly name: string;
  /** Without user name, password or query. */
  readonly url: string | null;
  /** What the subject says of itself: versions, size of its data, settings that matter. */
  readonly facts: Readonly<Record<string, string>>;
}

/** What was run, so that it can be run again. Holds no secret: variables passed with `--env` are listed by name only. */
export interface Manifest {
  readonly command: readonly string[];
  readonly loadlineVersion: string;
  readonly tool: {
    readonly name: string;
    readonly version: string;
    readonly exitCode: number | null;
    readonly signal: string | null;
  };
  readonly script: { readonly path: string; readonly sha256: string } | null;
  /** Resolved options of the tool, as it states them itself. */
  readonly options: unknown;
  readonly seed: number | null;
  readonly passedVariables: readonly string[];
  readonly git: { readonly commit: string; readonly branch: string | null; readonly isClean: boolean } | null;
  readonly endedAt: string;
}

/** Machine and software fingerprint. Runs are comparable only within one `machineClass`. */
export interface Environment {
  /** Hash of CPU model, cores, architecture, kernel, governor, Node version and runner image. */
  readonly machineClass: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly arch: string;
  readonly kernel: string;
  readonly governor: string | null;
  readonly node: string;
  readonly runnerImage: string | null;
}

export interface Measurement {
  /** Length of a block in seconds; doubled when a long run would hold more than 600 blocks a series. */
  readonly blockSeconds: number;
  /** Blocks before this offset are warm-up: kept and drawn, never judged. */
  readonly warmUpSeconds: number;
  /** Length of the run in seconds, warm-up included. */
  readonly durationSeconds: number;
  /** Planned arrival rate over time; empty where the plan fixes none. */
  readonly stages: readonly Stage[];
  readonly series: readonly Series[];
}

/** A stretch of the plan. The rate moves in a straight line from `fromRate` to `toRate`, in iterations per second. */
export interface Stage {
  readonly name: string;
  readonly from: number;
  readonly until: number;
  readonly fromRate: number;
  readonly toRate: number;
}

/** Result of a stress or breakpoint run: the highest rate at which every target held. */
export interface Capacity {
  /** Iterations per second; `null` when no stage held. */
  readonly highestRate: number | null;
  readonly stages: readonly CapacityStage[];
}

export interface CapacityStage {
  readonly stage: Stage;
  readonly outcome: Outcome;
  readonly achievedRate: number;
  readonly problems: readonly Problem[];
  readonly targets: readonly TargetResult[];
}
