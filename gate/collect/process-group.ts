import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Guardian } from './guardian.ts';

/** How a process ended: exactly one of the two is not null. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Signals to send in turn, and how long to wait after each before the next. SIGKILL always ends the list. */
export type Ladder = readonly (readonly [signal: NodeJS.Signals, patienceMs: number])[];

/** A program of ours that leads its own process group, so that Ctrl-C is ours alone to hand on, and none of its children stays. */
export interface ProcessGroup {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Resolves when the leader has ended, its pipes are read to the end, and the rest of its group is killed. */
  readonly ended: Promise<Ending>;
  hasEnded(): boolean;
  /** Climbs the ladder until it has ended. Harmless when it has ended already. */
  stop(ladder: Ladder): Promise<Ending>;
}

/** Starts a program and has it guarded. Rejects with the system's error where it cannot be started. */
export async function startGroup(options: {
  readonly command: readonly string[];
  readonly guardian: Guardian;
  readonly spawn: Pick<SpawnOptions, 'cwd' | 'env' | 'stdio'>;
}): Promise<ProcessGroup> {
  const [file = '', ...args] = options.command;
  const child = spawn(file, args, { ...options.spawn, detached: true });
  const closed = new Promise<Ending>((resolve) => {
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const { pid } = child;
  if (pid === undefined) throw new TypeError(`started without a pid: ${file}`);
  options.guardian.watch(pid);
  // A child of the leader may still hold its pipes: without this, "close" would wait for it.
  child.once('exit', () => {
    signalGroup(pid, 'SIGKILL');
    options.guardian.forget(pid);
  });

  const ended = closed.then(async (ending) => {
    await groupGone(pid);
    return ending;
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    child,
    ended,
    hasEnded,
    async stop(ladder) {
      for (const [signal, patienceMs] of [...ladder, ['SIGKILL', 0] as const]) {
        if (hasEnded()) break;
        signalGroup(pid, signal);
        if (signal !== 'SIGKILL') await Promise.race([ended, patience(patienceMs)]);
      }
      return ended;
    },
  };
}

/** Waits for the end of a group, and brings it about by the ladder once the signal is aborted. */
export async function endOn(signal: AbortSignal, group: ProcessGroup, ladder: Ladder): Promise<Ending> {
  const stop = (): void => void group.stop(ladder);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await group.ended;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** `node` means the runtime that runs this: the pinned one, whatever the machine has on its PATH. */
export function withPinnedNode(command: readonly string[]): readonly string[] {
  return command[0] === 'node' ? [process.execPath, ...command.slice(1)] : command;
}

/** In words: `exit code 1`, `killed by SIGKILL`. */
export function describeEnding({ exitCode, signal }: Ending): string {
  return signal === null ? `exit code ${exitCode}` : `killed by ${signal}`;
}

/** False where nobody is left in the group. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** What was killed takes a moment to go. Gives up after a second: a zombie that nobody reaps stays for ever. */
async function groupGone(pid: number): Promise<void> {
  for (let attempt = 0; attempt < 100 && signalGroup(pid, 0); attempt += 1) await sleep(10);
}

/** Does not keep this process alive when the wait is over sooner. */
function patience(ms: number): Promise<void> {
  return sleep(ms, undefined, { ref: false });
}
