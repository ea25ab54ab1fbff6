import { GateError } from '../core/model/gate-error.ts';
import type { Manifest } from '../core/model/run-record.ts';
import { readEnvironment } from './environment.ts';
import { readGit } from './git.ts';
import { scriptFailed } from './inspect-script.ts';
import type { Collected, LoadPlan } from './load-plan.ts';
import { loadProblems } from './load-problems.ts';
import type { MeasuredLoad } from './measure-load.ts';
import type { PreparedLoad } from './prepare-load.ts';
import { describeEnding } from './process-group.ts';
import { publicUrl } from './subject-url.ts';

/** k6's exit codes of a script that threw outside its iterations, and of a plan that k6 does not take. */
const SCRIPT_EXIT_CODES: readonly (number | null)[] = [104, 107];

/** What k6 2.2.0 logs as an error when it gets SIGINT. */
const INTERRUPTED = "test run was aborted because k6 received a 'interrupt' signal";

/** Puts together what was measured. Throws GateError K6_SCRIPT_FAILED or K6_FAILED where k6 failed before its first iteration. */
export async function assembleLoad(plan: LoadPlan, prepared: PreparedLoad, measured: MeasuredLoad): Promise<Collected> {
  if (measured.subjectDied === null && !measured.hasTimedOut) refuseNothing(measured);
  const { k6Plan } = prepared;
  const { ingest, counters, cpu } = measured;
  const { blockSeconds, durationSeconds } = ingest;
  const startedAtMs = ingest.startedAtMs ?? measured.startedAtMs;
  const shares = cpu.sharesSince(startedAtMs + plan.warmUpSeconds * 1000);
  return {
    startedAt: new Date(startedAtMs).toISOString(),
    measurement: {
      blockSeconds,
      warmUpSeconds: plan.warmUpSeconds,
      durationSeconds,
      stages: k6Plan.stages,
      series: [...ingest.series, ...counters.series, ...cpu.series({ startedAtMs, blockSeconds })],
    },
    evidence: {
      ...ingest.evidence,
      plannedIterations: k6Plan.plannedIterations,
      isOpenModel: k6Plan.isOpenModel,
      generatorCpuShare: shares?.generator ?? null,
      otherCpuShare: shares?.other ?? null,
      scriptErrors: ownErrors(measured),
      missedCounterReads: measured.missedCounterReads[0] ?? 0,
    },
    manifest: await manifestOf(plan, prepared, measured),
    environment: readEnvironment(plan.environment),
    subject: { name: plan.subject.name, url: publicUrl(prepared.url), facts: measured.facts },
    scriptTargets: k6Plan.targets,
    problems: loadProblems(measured),
  };
}

async function manifestOf(plan: LoadPlan, prepared: PreparedLoad, measured: MeasuredLoad): Promise<Manifest> {
  return {
    command: plan.command,
    loadlineVersion: plan.loadlineVersion,
    tool: { name: 'k6', version: prepared.k6.version, ...measured.ending },
    script: prepared.script,
    options: prepared.options,
    seed: plan.seed,
    passedVariables: Object.keys(plan.passedVariables),
    git: await readGit(plan.cwd, plan.environment),
    endedAt: new Date(measured.endedAtMs).toISOString(),
  };
}

/** Without what k6 says when it is interrupted, where that was our doing: the reason is a problem of its own. */
function ownErrors({ scriptErrors, subjectDied, hasTimedOut }: MeasuredLoad): readonly string[] {
  if (subjectDied === null && !hasTimedOut) return scriptErrors;
  return scriptErrors.filter((message) => !message.startsWith(INTERRUPTED));
}

/** Throws GateError K6_SCRIPT_FAILED or K6_FAILED where k6 failed before its first iteration. */
export function refuseNothing({
  ending,
  ingest,
  scriptErrors,
}: Pick<MeasuredLoad, 'ending' | 'ingest' | 'scriptErrors'>): void {
  if (ending.exitCode === 0 || ingest.evidence.iterations > 0 || ingest.requests > 0) return;
  const [first] = scriptErrors;
  if (SCRIPT_EXIT_CODES.includes(ending.exitCode) && first !== undefined) throw scriptFailed(first);
  throw new GateError({
    code: 'K6_FAILED',
    message: `k6 ended before its first iteration: ${first ?? describeEnding(ending)}.`,
    advice: 'Its log lies in .loadline/logs/.',
  });
}
