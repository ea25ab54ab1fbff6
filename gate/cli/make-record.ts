import type { Collected } from '../collect/load-plan.ts';
import { concludeCapacity, judgeCapacity } from '../core/decide/capacity.ts';
import { judgeRun } from '../core/decide/judge-run.ts';
import { findProblems } from '../core/decide/validity.ts';
import type { AskedPlan, Calibrator, RunRecord } from '../core/model/run-record.ts';
import type { RunPlan } from './run-plan.ts';

/** Problems for which the collector ends k6. */
const STOPPED_BY: readonly string[] = ['SUBJECT_DIED', 'K6_TIMED_OUT'];

/** Judges what was collected and makes the record of it: the profile's targets, then the script's own thresholds. Not held against history. */
export function makeRecord(parts: {
  readonly id: string;
  readonly plan: RunPlan;
  readonly collected: Collected;
  readonly asked: AskedPlan;
  readonly calibrator: Calibrator | null;
}): RunRecord {
  const { id, plan, collected, asked, calibrator } = parts;
  const { scriptTargets, ...measured } = collected;
  const targets = [...plan.targets, ...scriptTargets];
  const judged = plan.kind === 'load' ? (plan.scenario.judged ?? 'steady') : 'steady';
  const { measurement, evidence, manifest } = measured;
  const found = findProblems({
    measurement,
    evidence,
    tool: manifest.tool,
    wasStopped: collected.problems.some(({ code }) => STOPPED_BY.includes(code)),
    judged,
    counterSeries: counterSeries(plan),
  });
  const problems = [...collected.problems, ...found];
  const common = {
    format: 'loadline-run',
    version: 2,
    id,
    benchmark: plan.benchmark,
    profile: plan.kind === 'load' ? plan.profile : null,
    ...measured,
    problems,
    plan: asked,
    calibrator,
    history: null,
  } as const;
  if (judged === 'stages') {
    const capacity = judgeCapacity(targets, measurement, evidence, problems);
    return { ...common, targets: [], capacity, outcome: concludeCapacity(capacity) };
  }
  const { results, outcome } = judgeRun(targets, measurement, evidence, problems);
  return { ...common, targets: results, capacity: null, outcome };
}

function counterSeries(plan: RunPlan): readonly string[] {
  return plan.kind === 'load' ? Object.keys(plan.subject.config.counters?.series ?? {}) : [];
}
