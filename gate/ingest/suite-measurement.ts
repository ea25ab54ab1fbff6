import type { Evidence } from '../core/model/evidence.ts';
import type { Measurement } from '../core/model/run-record.ts';

/** What a suite's documents come to. */
export interface SuiteIngest {
  readonly measurement: Measurement;
  readonly evidence: Evidence;
}

/** Evidence of a tool that has none of its own: nothing planned in iterations, nothing lost. */
export const NO_EVIDENCE: Evidence = {
  plannedIterations: null,
  iterations: 0,
  droppedIterations: 0,
  isOpenModel: null,
  generatorCpuShare: null,
  otherCpuShare: null,
  zeroDurationFailures: {},
  failures: {},
  checks: {},
  foldedRoutes: 0,
  unreadable: 0,
  isTruncated: false,
  scriptErrors: [],
  missedCounterReads: 0,
};
