import { advisedOutcome } from '../core/decide/advised-outcome.ts';
import type { CalibrationRecord, ComparisonRecord } from '../core/model/comparison-record.ts';
import type { Explanation } from '../core/model/explanation.ts';
import type { BenchmarkName } from '../core/model/run-record.ts';
import type { MeasuredComparison } from './measure-comparison.ts';

/** Makes the record of a judged comparison. `labels` say why a side is what it is, where the collector cannot know. */
export function makeComparisonRecord(parts: {
  readonly id: string;
  readonly benchmark: BenchmarkName;
  readonly subject: string;
  readonly measured: MeasuredComparison;
  readonly labels: { readonly baseline: string | null; readonly candidate: string | null };
  readonly secondsToVerdict: number;
  readonly calibration: CalibrationRecord | null;
  readonly explanation: Explanation | null;
}): ComparisonRecord {
  const { id, benchmark, subject, measured, labels, secondsToVerdict, calibration, explanation } = parts;
  const { collected, judgement, plan } = measured;
  const { startedAt, baseline, candidate, manifest, environment, launches, problems } = collected;
  return {
    format: 'loadline-comparison',
    version: 1,
    id,
    startedAt,
    benchmark,
    subject,
    baseline: { ...baseline, label: labels.baseline ?? baseline.label },
    candidate: { ...candidate, label: labels.candidate ?? candidate.label },
    manifest,
    environment,
    plan,
    launches,
    problems,
    metrics: judgement.metrics,
    outcome: advisedOutcome(judgement.outcome, calibration),
    secondsToVerdict,
    calibration,
    explanation,
  };
}
