import { join } from 'node:path';
import { GateError } from '../../core/model/gate-error.ts';
import { profileVariables } from '../explain/profile-variables.ts';
import type { Guardian } from '../guardian.ts';
import { assertHostAllowed } from '../loopback.ts';
import { locateSubject, type Subject, startSubject } from '../subject.ts';
import { type BothSides, type ComparisonCollectPlan, type RunningSide, SIDES, type Side } from './comparison-plan.ts';
import type { PreparedSides } from './prepare-sides.ts';

/** Both sides of one launch. */
export interface StartedSides {
  readonly running: BothSides<RunningSide>;
  /** Resolves when one of them ends by itself. */
  readonly died: Promise<{ readonly side: Side; readonly how: string }>;
  stop(): Promise<void>;
}

/**
 * Starts both sides, each in a fresh process on a fresh port, and waits until both are ready. They start at the same time, the one
 * that `order` names first a moment earlier. Throws GateError as `startSubject`, and SIDES_SHARE_PORT; then none is left running.
 */
export async function startSides(options: {
  readonly plan: ComparisonCollectPlan;
  readonly prepared: PreparedSides;
  readonly order: readonly [Side, Side];
  readonly allowedHosts: readonly string[];
  readonly guardian: Guardian;
  readonly signal: AbortSignal;
}): Promise<StartedSides> {
  const { plan, prepared, order, guardian, signal } = options;
  const urls = await locateSides(plan, prepared);
  for (const side of SIDES) await assertHostAllowed(urls[side], options.allowedHosts);
  const subjects = new Map<Side, Subject>();
  const stop = async (): Promise<void> => {
    await Promise.all([...subjects.values()].map((subject) => subject.stop()));
  };
  const start = async (side: Side): Promise<void> => {
    const { config, directory, logPath } = prepared[side];
    const subject = await startSubject({
      name: `${plan.subjectName}" as ${side} "${prepared[side].variant.label}`,
      config: plan.profile === null ? config : { ...config, env: profiled(plan, side, config.env) },
      url: urls[side],
      cwd: directory ?? plan.cwd,
      environment: plan.environment,
      logPath,
      guardian,
      signal,
    });
    subjects.set(side, subject);
  };
  const results = await Promise.allSettled(order.map(start));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  const runningOf = (side: Side): RunningSide => {
    return { url: urls[side], env: prepared[side].env, directory: prepared[side].directory };
  };
  return {
    running: { baseline: runningOf('baseline'), candidate: runningOf('candidate') },
    died: Promise.race([...subjects].map(([side, { died }]) => died.then((how) => ({ side, how })))),
    stop,
  };
}

/** The system may name the same free port twice in a row: then it is asked again. */
async function locateSides(plan: ComparisonCollectPlan, prepared: PreparedSides): Promise<BothSides<URL>> {
  const baseline = await locateSubject(prepared.baseline.config);
  const isStarted = SIDES.every((side) => prepared[side].config.command !== undefined);
  if (isStarted && !plan.subject.url.includes('{port}')) throw sharedPort(plan);
  for (;;) {
    const candidate = await locateSubject(prepared.candidate.config);
    if (!isStarted || candidate.host !== baseline.host) return { baseline, candidate };
  }
}

function profiled(
  plan: ComparisonCollectPlan,
  side: Side,
  env: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const directory = join(plan.profile?.directory ?? '', side);
  return { ...env, ...profileVariables(directory, env.NODE_OPTIONS ?? plan.environment.NODE_OPTIONS) };
}

function sharedPort({ subjectName, subject }: ComparisonCollectPlan): GateError {
  return new GateError({
    code: 'SIDES_SHARE_PORT',
    message: `both sides of "${subjectName}" would listen at ${subject.url}.`,
    advice: 'Write {port} in its url: each side then gets a free port, in the variable PORT.',
  });
}
