import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../bin/guardian.mjs', import.meta.url));

/** One guardian for all that this process starts; it ends by itself with this process. */
let guardian: ChildProcess | null = null;

/**
 * From now on the process group of `pid` ends with this process, whatever ends this one (SIGKILL too): it gets `signal`,
 * and SIGKILL five seconds later. The process must lead its group (`detached: true`).
 */
export function guard(pid: number, signal: NodeJS.Signals = 'SIGTERM'): void {
  tell(`watch ${pid} ${signal}`);
}

/** The process has ended: its pid may soon belong to somebody else. */
export function release(pid: number): void {
  if (guardian !== null) tell(`forget ${pid}`);
}

function tell(line: string): void {
  guardian ??= start();
  guardian.stdin?.write(`${line}\n`);
}

function start(): ChildProcess {
  const child = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.once('exit', () => {
    guardian = null;
  });
  child.stdin?.on('error', () => {});
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child;
}
