import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { guard, release } from './guardian.ts';
import type { OrdinaryUser } from './ordinary-user.ts';

export interface ServiceCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** Receives stdout and stderr; begun anew at each start, and never written over by two at once. */
  readonly logFile: string;
  /** Asks it to end at once, whoever is still connected. */
  readonly stopSignal: NodeJS.Signals;
  /** Text for its stdin, e.g. a configuration that must not show in the process table. */
  readonly input?: string;
  readonly user?: OrdinaryUser | null;
}

/** A service of ours: it leads its own process group (Ctrl-C does not reach it) and a guardian ends it if we cannot. */
export interface ServiceProcess {
  readonly pid: number;
  hasEnded(): boolean;
  /** The last lines it wrote. */
  logTail(): string;
  /** Asks it to end, insists with SIGKILL after ten seconds, and returns when it is gone. Again and again: no harm. */
  stop(): Promise<void>;
}

/** Starts the service. Rejects where the file cannot be run; does not wait until it is ready. */
export async function startService(command: ServiceCommand): Promise<ServiceProcess> {
  mkdirSync(dirname(command.logFile), { recursive: true });
  writeFileSync(command.logFile, '', { mode: 0o600 });
  const log = openSync(command.logFile, 'a');
  let child: ChildProcess;
  try {
    child = spawn(command.file, command.args, {
      detached: true,
      stdio: [command.input === undefined ? 'ignore' : 'pipe', log, log],
      cwd: '/',
      ...(command.user ?? {}),
    });
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  } finally {
    closeSync(log);
  }
  const pid = child.pid;
  if (pid === undefined) throw new TypeError(`spawned without a pid: ${command.file}`);
  guard(pid, command.stopSignal);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      release(pid);
      resolve();
    });
  });
  child.stdin?.on('error', () => {});
  child.stdin?.end(command.input);
  child.unref();

  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    hasEnded,
    logTail: () => readFileSync(command.logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n'),
    async stop() {
      if (hasEnded()) return;
      child.ref();
      signalGroup(pid, command.stopSignal);
      const patience = new AbortController();
      await Promise.race([ended, sleep(10_000, undefined, { signal: patience.signal }).catch(() => {})]);
      patience.abort();
      if (!hasEnded()) signalGroup(pid, 'SIGKILL');
      await ended;
    },
  };
}

/** The whole group: what was started may be a script that runs the service. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // it has just ended
  }
}
