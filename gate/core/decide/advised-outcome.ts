import type { CalibrationRecord } from '../model/comparison-record.ts';
import type { Outcome } from '../model/verdict.ts';

/** On a machine class where identical builds were called different too often, verdicts advise and decide nothing. */
export function advisedOutcome(outcome: Outcome, calibration: CalibrationRecord | null): Outcome {
  return calibration?.isAdvisory === true ? 'undecided' : outcome;
}
