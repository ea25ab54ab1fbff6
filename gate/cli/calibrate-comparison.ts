import { randomBytes } from 'node:crypto';
import type { ComparisonCollectPlan } from '../collect/compare/comparison-plan.ts';
import type { CalibrationEntry, Injected } from '../core/model/calibration.ts';
import { GateError } from '../core/model/gate-error.ts';
import type { Progress } from './console/progress.ts';
import { measureComparison } from './measure-comparison.ts';
import { runId } from './run-id.ts';

/** A comparison whose truth is known: this checkout against itself, the candidate slowed down where something is injected. */
export async function calibrateComparison(
  plan: ComparisonCollectPlan,
  injected: Injected | null,
  how: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<CalibrationEntry> {
  const id = runId(new Date(), `calibrate-${plan.benchmark.name}`, randomBytes(3).toString('hex'));
  const env = injected === null ? {} : injectedVariables(plan, injected.microseconds);
  const request: ComparisonCollectPlan = {
    ...plan,
    id,
    sides: { baseline: { kind: 'variables', env: {} }, candidate: { kind: 'variables', env } },
  };
  const { collected, judgement, plan: judgedBy } = await measureComparison(request, how.progress, how.signal);
  return {
    format: 'loadline-calibration',
    version: 1,
    id,
    startedAt: collected.startedAt,
    benchmark: plan.benchmark,
    subject: plan.subjectName,
    git: collected.candidate.git,
    environment: collected.environment,
    plan: judgedBy,
    injected,
    outcome: judgement.outcome,
    metrics: judgement.metrics.filter(({ role }) => role === 'primary'),
  };
}

/** A share of the median latency, as what the subject's variables take: whole microseconds, one at least. */
export function injectedOf(share: number, medianMs: number): Injected {
  return { share, microseconds: Math.max(1, Math.round(share * medianMs * 1000)) };
}

/** The median latency of the newest comparison of identical builds, in ms. Throws GateError CALIBRATION_NO_MEDIAN. */
export function medianMs(entries: readonly CalibrationEntry[]): number {
  for (const { injected, metrics } of entries.toReversed()) {
    const p50 = metrics.find(({ metric, route }) => metric === 'latency.p50' && route === null);
    if (injected === null && p50?.baseline != null && p50.baseline > 0) return p50.baseline;
  }
  throw new GateError({
    code: 'CALIBRATION_NO_MEDIAN',
    message: 'no comparison of identical builds has a median latency, of which shares could be injected.',
    advice: 'Let latency.p50 be among compare.primary of the config, and look why its verdicts are invalid.',
  });
}

/** Throws GateError CALIBRATION_NOT_INJECTABLE where the configuration names no variables. */
export function injectedVariables(
  { subject, subjectName }: Pick<ComparisonCollectPlan, 'subject' | 'subjectName'>,
  microseconds: number,
): Readonly<Record<string, string>> {
  const variables = Object.entries(subject.inject ?? {});
  if (variables.length === 0) {
    throw new GateError({
      code: 'CALIBRATION_NOT_INJECTABLE',
      message: `nobody knows how to slow "${subjectName}" down: its configuration has no "inject".`,
      advice: 'Name the variables that do it, as in inject: { BUSY_US: "{us}" }, or leave --inject out.',
    });
  }
  return Object.fromEntries(variables.map(([name, value]) => [name, value.replaceAll('{us}', String(microseconds))]));
}
