import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SubjectConfig } from '../core/model/config.ts';
import { GateError } from '../core/model/gate-error.ts';
import { freePort } from './free-port.ts';
import type { Guardian } from './guardian.ts';
import { logTail } from './log-tail.ts';
import { describeEnding, type ProcessGroup, startGroup, withPinnedNode } from './process-group.ts';
import { askReady, isPortTaken, shownReadyUrl } from './subject-ready.ts';
import { parseSubjectUrl, portOf } from './subject-url.ts';

const READY_SECONDS = 60;
const READY_POLL_MS = 100;
const STOP_PATIENCE_MS = 10_000;

/** A service that takes load now. */
export interface Subject {
  /** Resolves with the reason when it ends before it is stopped; never for one that somebody else started. */
  readonly died: Promise<string>;
  /** Ends what we started; a subject that ran already goes on. */
  stop(): Promise<void>;
}

export interface SubjectPlan {
  readonly name: string;
  /** As `locateSubject` gave it. */
  readonly url: URL;
  readonly config: SubjectConfig;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logPath: string;
  readonly guardian: Guardian;
  readonly signal: AbortSignal;
}

/** Address of a subject before it runs; a free port takes the place of `{port}`. Throws GateError SUBJECT_URL_INVALID. */
export async function locateSubject({ command, url }: SubjectConfig): Promise<URL> {
  return parseSubjectUrl(command === undefined ? url : url.replaceAll('{port}', String(await freePort())));
}

/**
 * Starts the subject, or finds the one that runs already, and waits until it answers. Throws GateError PORT_TAKEN,
 * SUBJECT_NOT_STARTED, SUBJECT_EXITED, SUBJECT_NOT_READY or SUBJECT_UNREACHABLE; then nothing is left running.
 */
export async function startSubject(plan: SubjectPlan): Promise<Subject> {
  const { command } = plan.config;
  if (command === undefined) return findSubject(plan);
  if (await isPortTaken(plan.url)) throw portTakenError(plan);
  const group = await spawnSubject(plan, command);
  let isStopping = false;
  const stop = async (): Promise<void> => {
    isStopping = true;
    await group.stop([['SIGTERM', STOP_PATIENCE_MS]]);
  };
  try {
    await waitUntilReady(plan, group);
  } catch (cause) {
    await stop();
    throw cause;
  }
  const died = new Promise<string>((resolve) => {
    group.ended.then((ending) => {
      if (!isStopping) resolve(`${describeEnding(ending)}.${logTail(plan.logPath)}`);
    });
  });
  return { died, stop };
}

async function findSubject(plan: SubjectPlan): Promise<Subject> {
  const readiness = await askReady(plan.config, plan.url, plan.signal);
  if (readiness.isReady) return { died: new Promise<string>(() => {}), stop: async () => {} };
  throw new GateError({
    code: 'SUBJECT_UNREACHABLE',
    message: `${shownReadyUrl(plan.config, plan.url)} is not ready: ${readiness.reason}.`,
    advice: `Start "${plan.name}" first, or check its url${plan.config.readyPath === undefined ? '' : ' and readyPath'}.`,
  });
}

async function spawnSubject(plan: SubjectPlan, command: readonly string[]): Promise<ProcessGroup> {
  // A file, not a pipe: the subject never waits for us to read what it prints.
  const log = openSync(plan.logPath, 'a', 0o600);
  try {
    return await startGroup({
      command: withPinnedNode(command),
      guardian: plan.guardian,
      spawn: {
        cwd: plan.cwd,
        env: { ...plan.environment, ...plan.config.env, PORT: String(portOf(plan.url)) },
        // The subject's stdin ends with this process, by which a subject that reads it can end too.
        stdio: ['pipe', log, log],
      },
    });
  } catch (cause) {
    throw new GateError({
      code: 'SUBJECT_NOT_STARTED',
      message: `"${command.join(' ')}" could not be started: ${String(cause)}.`,
      advice: `Check the command of the subject "${plan.name}".`,
      cause,
    });
  } finally {
    closeSync(log);
  }
}

async function waitUntilReady(plan: SubjectPlan, group: ProcessGroup): Promise<void> {
  const seconds = plan.config.readySeconds ?? READY_SECONDS;
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const readiness = await askReady(plan.config, plan.url, plan.signal);
    plan.signal.throwIfAborted();
    // Looked at after the answer, which may be that of another process on the port that this one wanted.
    if (group.hasEnded()) throw exitedError(plan, describeEnding(await group.ended));
    if (readiness.isReady) return;
    if (performance.now() > deadline) throw notReadyError(plan, readiness.reason);
    await sleep(READY_POLL_MS);
  }
}

function portTakenError(plan: SubjectPlan): GateError {
  return new GateError({
    code: 'PORT_TAKEN',
    message: `port ${portOf(plan.url)} is taken: another process listens there and would be measured in place of "${plan.name}".`,
    advice: 'Stop that process, or write {port} in the url of the subject, so that it gets a free port in PORT.',
  });
}

function exitedError(plan: SubjectPlan, how: string): GateError {
  return new GateError({
    code: 'SUBJECT_EXITED',
    message: `"${plan.name}" ended before it was ready: ${how}.${logTail(plan.logPath)}`,
    advice: 'Start it by hand to see why; it must listen on the port in PORT.',
  });
}

function notReadyError(plan: SubjectPlan, reason: string): GateError {
  const seconds = plan.config.readySeconds ?? READY_SECONDS;
  return new GateError({
    code: 'SUBJECT_NOT_READY',
    message: `"${plan.name}" runs, but ${shownReadyUrl(plan.config, plan.url)} is not ready after ${seconds} s: ${reason}.${logTail(plan.logPath)}`,
    advice:
      'It must listen on the port in PORT. Set readyPath or readySeconds in its configuration where it needs them.',
  });
}
