import { closeSync, openSync } from 'node:fs';
import { GateError } from '../../core/model/gate-error.ts';
import { readSideVariables } from '../../ingest/side-variables.ts';
import type { Guardian } from '../guardian.ts';
import { logTail } from '../log-tail.ts';
import { describeEnding, type ProcessGroup, startGroup, withPinnedNode } from '../process-group.ts';
import { readLines } from '../read-lines.ts';
import { type BothSides, SIDES } from './comparison-plan.ts';

const STOP_PATIENCE_MS = 20_000;
const LONGEST_LINE = 1 << 20;

/** What the sides do not share, such as databases. */
export interface SideServices {
  readonly variables: BothSides<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

export interface ServicesPlan {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logPath: string;
  readonly readySeconds: number;
  readonly guardian: Guardian;
  readonly signal: AbortSignal;
}

/**
 * Starts the subject's services and waits for their line. They end when their stdin does. Throws GateError SERVICES_NOT_STARTED
 * or SERVICES_UNREADABLE; then nothing is left running.
 */
export async function startServices(plan: ServicesPlan): Promise<SideServices> {
  const group = await spawnServices(plan);
  const stop = async (): Promise<void> => {
    group.child.stdin?.end();
    await Promise.race([group.ended, new Promise((resolve) => setTimeout(resolve, STOP_PATIENCE_MS).unref())]);
    await group.stop([['SIGTERM', STOP_PATIENCE_MS]]);
  };
  try {
    return { variables: readSideVariables(await firstLine(plan, group)), stop };
  } catch (cause) {
    await group.stop([['SIGTERM', STOP_PATIENCE_MS]]);
    throw cause;
  }
}

async function spawnServices(plan: ServicesPlan): Promise<ProcessGroup> {
  const log = openSync(plan.logPath, 'a', 0o600);
  try {
    return await startGroup({
      command: withPinnedNode(plan.command),
      guardian: plan.guardian,
      spawn: { cwd: plan.cwd, env: { ...plan.environment }, stdio: ['pipe', 'pipe', log] },
    });
  } catch (cause) {
    throw notStarted(plan, String(cause));
  } finally {
    closeSync(log);
  }
}

async function firstLine(plan: ServicesPlan, group: ProcessGroup): Promise<string> {
  const { stdout } = group.child;
  if (stdout === null) throw new TypeError('services were started without pipes');
  const deadline = AbortSignal.timeout(plan.readySeconds * 1000);
  const either = AbortSignal.any([deadline, plan.signal]);
  const stop = (): void => void group.stop([['SIGTERM', STOP_PATIENCE_MS]]);
  either.addEventListener('abort', stop, { once: true });
  if (either.aborted) stop();
  const lines = readLines(stdout, LONGEST_LINE);
  try {
    const { value } = await lines.next();
    plan.signal.throwIfAborted();
    if (deadline.aborted)
      throw notStarted(plan, `they were not there after ${plan.readySeconds} s.${logTail(plan.logPath)}`);
    if (value === undefined) throw notStarted(plan, `${describeEnding(await group.ended)}.${logTail(plan.logPath)}`);
    return value;
  } finally {
    either.removeEventListener('abort', stop);
  }
}

function notStarted(plan: ServicesPlan, how: string): GateError {
  return new GateError({
    code: 'SERVICES_NOT_STARTED',
    message: `the services of the subject, "${plan.command.join(' ')}", did not start: ${how}`,
    advice: 'Run the command by hand to see why; it goes on until its stdin ends.',
  });
}

/** Addresses with a password, and the passwords themselves. */
export function secretsOf(services: SideServices | null): Readonly<Record<string, string>> {
  const variables = SIDES.flatMap((side) =>
    Object.entries(services?.variables[side] ?? {}).map((pair) => [side, ...pair] as const),
  );
  return Object.fromEntries(
    variables.flatMap(([side, name, value]) => {
      const password = URL.canParse(value) ? decodeURIComponent(new URL(value).password) : '';
      if (password !== '')
        return [[`${side} ${name}`, value] as const, [`${side} ${name} password`, password] as const];
      return /pass|secret|token|key/i.test(name) ? [[`${side} ${name}`, value] as const] : [];
    }),
  );
}
