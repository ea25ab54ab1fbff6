import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Ends the process groups it was told of when this process ends, however it ends (bin/guardian.mjs). */
export interface Guardian {
  watch(pid: number): void;
  forget(pid: number): void;
  /** Ends what is still watched, and the guardian. */
  close(): void;
}

/** Starts a guardian: a process of its own, outside our group, that waits for the end of a pipe we hold. */
export function startGuardian(): Guardian {
  const child = spawn(process.execPath, [guardianScript()], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
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

/** The script lies in bin/ of the package, whether this file runs as TypeScript or as built JavaScript. */
function guardianScript(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const script = join(folder, 'bin', 'guardian.mjs');
    if (existsSync(script)) return script;
  }
  throw new TypeError(`bin/guardian.mjs is not in a folder above ${import.meta.dirname}`);
}
