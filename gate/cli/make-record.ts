import type { Collected } from '../collect/load-plan.ts';
import { judgeCapacity } from '../core/decide/capacity.ts';
import { judgeRun } from '../core/decide/judge-run.ts';
import { findProblems } from '../core/decide/validity.ts';
import type { RunRecord } from '../core/model/run-record.ts';
import type { RunPlan } from './run-plan.ts';

/** Judges what was collected and makes the record of it: the profile's targets, then the script's own thresholds. */
export function makeRecord(parts: {
  readonly id: string;
  readonly plan: RunPlan;
  readonly collected: Collected;
}): RunRecord {
  const { id, plan, collected } = parts;
  const { scriptTargets, ...measured } = collected;
  const targets = [...plan.targets, ...scriptTargets];
  const problems = [
    ...collected.problems,
    ...findProblems(measured.measurement, measured.evidence, measured.manifest.tool),
  ];
  const common = {
    format: 'loadline-run',
    version: 1,
    id,
    benchmark: plan.benchmark,
    profile: plan.kind === 'load' ? plan.profile : null,
    ...measured,
  } as const;
  if (plan.kind === 'load' && plan.scenario.judged === 'stages') {
    const { capacity, outcome } = judgeCapacity(targets, measured.measurement, measured.evidence, problems);
    return { ...common, problems, targets: [], capacity, outcome };
  }
  const { results, outcome } = judgeRun(targets, measured.measurement, measured.evidence, problems);
  return { ...common, problems, targets: results, capacity: null, outcome };
}
