import type { Evidence } from '../core/model/evidence.ts';
import { GateError } from '../core/model/gate-error.ts';
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

/** Each task and each shot has one document: of two by one name only one would be judged, and nobody would know which. */
export function refuseTwice(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return;
  throw new GateError({
    code: 'SUITE_OUTPUT_UNREADABLE',
    message: `the suite printed "${twice}" twice.`,
    advice: 'Print all batches of it in one document, or give each a name of its own.',
  });
}
