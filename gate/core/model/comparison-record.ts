import type { Comparison } from './comparison.ts';
import type { Evidence } from './evidence.ts';
import type { Explanation } from './explanation.ts';
import type { BenchmarkName, Environment, Manifest } from './run-record.ts';
import type { Direction, Series } from './series.ts';
import type { Outcome, Problem } from './verdict.ts';

/**
 * One comparison of two variants of a subject on one machine: what was measured, launch by launch, and what was judged of it.
 * Written once, never changed; the verdicts can be computed again from `plan`, `launches` and `problems`.
 */
export interface ComparisonRecord {
  readonly format: 'loadline-comparison';
  readonly version: 1;
  /** `20261121T104500Z-compare-load-3f2a9c`: sorts by time. */
  readonly id: string;
  readonly startedAt: string;
  readonly benchmark: BenchmarkName;
  /** Name of the subject. */
  readonly subject: string;
  readonly baseline: Variant;
  readonly candidate: Variant;
  readonly manifest: Omit<Manifest, 'git'>;
  readonly environment: Environment;
  readonly plan: ComparisonPlan;
  readonly launches: readonly Launch[];
  /** Of the measurement as the collector saw it; those that the data show are found when they are judged. */
  readonly problems: readonly Problem[];
  readonly metrics: readonly MetricComparison[];
  readonly outcome: Outcome;
  /** Wall clock from the command to the verdict, start-up included. */
  readonly secondsToVerdict: number;
  /** False-alarm record of this gate on this machine class; `null`: never calibrated. */
  readonly calibration: CalibrationRecord | null;
  /** Where the difference lies; `null` where nothing had to be explained. */
  readonly explanation: Explanation | null;
}

/** One side of a comparison: a revision, a running service, or a configuration. */
export interface Variant {
  /** For people: `main~1 (1a2b3c4)`, `http://127.0.0.1:8080`, `POOL_MAX=10`. */
  readonly label: string;
  readonly git: Manifest['git'];
  /** Without user name, password or query; `null` where each launch has its own port. */
  readonly url: string | null;
  /** Names of the variables that make this side; their values only where the command line holds them. */
  readonly env: Readonly<Record<string, string>>;
  /** What the subject says of itself. */
  readonly facts: Readonly<Record<string, string>>;
}

/** What was decided before anything was measured. */
export interface ComparisonPlan {
  /** Metrics that decide, each for all requests (`route: null`) or one route; the error rate always is one of them. */
  readonly primary: readonly MetricName[];
  /** Smallest relative change that matters, where `margins` names none for the metric. */
  readonly margin: number;
  /** By metric, such as `latency.p95`. */
  readonly margins: Readonly<Record<string, number>>;
  /** Numbers of launches at which the data are looked at, rising; the last is the most there can be. */
  readonly looks: readonly number[];
  /** Standard deviation between launches of identical builds, in logarithms, used with fewer than three launches. */
  readonly launchSpread: number;
  readonly blockSeconds: number;
  readonly warmUpSeconds: number;
  /** Judged part of each launch. */
  readonly durationSeconds: number;
  /** Iterations a second of both sides together; `null` where the plan fixes none. */
  readonly rate: number | null;
}

export interface MetricName {
  /** `latency.p95`, `latency.mean`, `error-rate`, `sql-per-request`. */
  readonly metric: string;
  readonly route: string | null;
}

/** One start of both sides, driven together. Blocks of the sides with the same `at` saw the same conditions: they are a pair. */
export interface Launch {
  readonly startedAt: string;
  /** Drawn by the seed. */
  readonly startedFirst: 'baseline' | 'candidate';
  readonly blockSeconds: number;
  /** Blocks before this offset are kept and drawn, never judged. */
  readonly warmUpSeconds: number;
  readonly durationSeconds: number;
  readonly baseline: SideMeasurement;
  readonly candidate: SideMeasurement;
}

export interface SideMeasurement {
  readonly series: readonly Series[];
  /** What concerns both sides alike (iterations planned, done and dropped, the generator's CPU) stands in both. */
  readonly evidence: Evidence;
}

/** What became of one metric. */
export interface MetricComparison extends MetricName {
  readonly unit: string;
  readonly better: Direction;
  /** `primary` metrics decide the outcome; `secondary` ones are shown. */
  readonly role: 'primary' | 'secondary';
  readonly margin: number;
  /** The metric itself: median over launches; `null` without samples. */
  readonly baseline: number | null;
  readonly candidate: number | null;
  readonly comparison: Comparison;
  /** Of the family: Holm among primary metrics, Benjamini–Hochberg among the others; `null` where there is no p-value. */
  readonly adjustedP: number | null;
  /** Relative change of each launch alone, oriented so that positive is worse; `null` for a launch that has none. */
  readonly launches: readonly (number | null)[];
}

/** How often this gate has called identical builds different. */
export interface CalibrationRecord {
  readonly machineClass: string;
  /** A/A comparisons so far, and verdicts on primary metrics in them. */
  readonly comparisons: number;
  readonly verdicts: number;
  readonly falseAlarms: number;
  /** Lower 95 % bound of the false-alarm rate per verdict. */
  readonly rateLowerBound: number;
  /** Beyond twice the nominal rate: verdicts advise only until the machine is calibrated again. */
  readonly isAdvisory: boolean;
  /** Minimum detectable effect by metric, as a fraction. */
  readonly mde: Readonly<Record<string, number>>;
}
