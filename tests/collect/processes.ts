import { readdirSync, readFileSync } from 'node:fs';

/** Whether a process is there and no zombie. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid)) throw new RangeError(`no pid: ${pid}`);
  const stat = read(`/proc/${pid}/stat`);
  return stat !== '' && stat.charAt(stat.lastIndexOf(')') + 2) !== 'Z';
}

/** Pids of the processes whose command line holds `text`. */
export function processesWith(text: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => read(`/proc/${name}/cmdline`).includes(text))
    .map(Number)
    .filter(isAlive);
}

/** Waits until something holds; fails when it has taken too long. */
export async function eventually(isTrue: () => boolean, seconds = 10): Promise<void> {
  for (let attempt = 0; attempt < seconds * 20; attempt += 1) {
    if (isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`still not true after ${seconds} seconds: ${isTrue}`);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
