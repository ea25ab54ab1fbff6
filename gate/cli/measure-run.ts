import { randomBytes } from 'node:crypto';
import { measureCalibrator } from '../collect/measure-calibrator.ts';
import type { RunRecord } from '../core/model/run-record.ts';
import { askedPlan } from './asked-plan.ts';
import { type CollectRequest, collect } from './collect.ts';
import type { Progress } from './console/progress.ts';
import { makeRecord } from './make-record.ts';
import { runId } from './run-id.ts';
import type { RunPlan } from './run-plan.ts';

/** Measures a plan once, the control workload before and after it, and makes the record of it. Each time another run. */
export async function measureRun(
  plan: RunPlan,
  request: Omit<CollectRequest, 'id'>,
  progress: Progress,
): Promise<RunRecord> {
  const id = runId(new Date(), plan.benchmark.name, randomBytes(3).toString('hex'));
  const beforeMs = await measureCalibrator(request.signal);
  const collected = await collect(plan, { ...request, id }, progress);
  const afterMs = await measureCalibrator(request.signal);
  const calibrator = beforeMs.length + afterMs.length === 0 ? null : { beforeMs, afterMs };
  return makeRecord({ id, plan, collected, asked: askedPlan(plan, request), calibrator });
}
