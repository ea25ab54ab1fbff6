import type { CalibrationRecord, ComparisonRecord } from '../model/comparison-record.ts';

/** What a comparison of identical builds tells of the gate; calibration entries and whole records will do. */
export type IdenticalComparison = Pick<ComparisonRecord, 'metrics' | 'plan'>;

/** Falsely alarming verdicts in comparisons of identical builds on one machine class. */
export function calibrationOf(machineClass: string, comparisons: readonly IdenticalComparison[]): CalibrationRecord {
  const verdicts = comparisons.flatMap(({ metrics }) => metrics.filter(({ role }) => role === 'primary'));
  const falseAlarms = verdicts.filter(({ comparison }) => comparison.verdict === 'regression').length;
  return {
    machineClass,
    comparisons: comparisons.length,
    verdicts: verdicts.length,
    falseAlarms,
    rateLowerBound: 0,
    isAdvisory: false,
    mde: {},
  };
}
