import { spawn } from 'node:child_process';
import { binScript } from './bin-script.ts';

/** Ends the process groups it was told of when this process ends, however it ends (bin/guardian.mjs). */
export interface Guardian {
  watch(pid: number): void;
  forget(pid: number): void;
  /** Ends what is still watched, and the guardian. */
  close(): void;
}

/** Starts a guardian: a process of its own, outside our group, that waits for the end of a pipe we hold. */
export function startGuardian(): Guardian {
  const child = spawn(process.execPath, [binScript('guardian.mjs')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const { stdin } = child;
  // A guardian that was killed is a pity, not an error: what it watched is stopped by us on every other way out.
  child.on('error', () => {});
  stdin.on('error', () => {});
  child.unref();
  return {
    watch: (pid) => void stdin.write(`watch ${pid}\n`),
    forget: (pid) => void stdin.write(`forget ${pid}\n`),
    close: () => void stdin.end(),
  };
}
