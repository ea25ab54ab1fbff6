import type { ComparisonPlan, MetricComparison } from './comparison-record.ts';
import type { BenchmarkName, Environment, Manifest } from './run-record.ts';
import type { Outcome } from './verdict.ts';

/**
 * What is kept of one comparison whose truth is known: a build against itself, as it is or slowed down by a known time. A few
 * kilobytes, written once. Those of one machine class together are its false-alarm record.
 */
export interface CalibrationEntry {
  readonly format: 'loadline-calibration';
  readonly version: 1;
  /** `20261121T104500Z-calibrate-load-3f2a9c`: sorts by time. */
  readonly id: string;
  readonly startedAt: string;
  readonly benchmark: BenchmarkName;
  readonly subject: string;
  readonly git: Manifest['git'];
  readonly environment: Environment;
  readonly plan: ComparisonPlan;
  /** How much the candidate was slowed down; `null`: both sides were the same. */
  readonly injected: Injected | null;
  readonly outcome: Outcome;
  /** Primary metrics. */
  readonly metrics: readonly MetricComparison[];
}

export interface Injected {
  /** Of the median latency that was measured before, as a fraction. */
  readonly share: number;
  readonly microseconds: number;
}
