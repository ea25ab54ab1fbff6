import { readFileSync } from 'node:fs';

/** Linux reports CPU time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** CPU time of a process so far, in seconds; 0 where /proc does not tell. */
export function processSeconds(pid: number): number {
  const text = read(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

/** CPU time of the machine over all cores since boot, in seconds: in use, and in all. Zeros where /proc does not tell. */
export function machineSeconds(): { readonly busy: number; readonly all: number } {
  const [cpu = ''] = read('/proc/stat').split('\n');
  const ticks = cpu.trim().split(/\s+/).slice(1, 9).map(Number);
  const all = ticks.reduce((sum, one) => sum + one, 0) / TICKS_PER_SECOND;
  return { busy: all - ((ticks[3] ?? 0) + (ticks[4] ?? 0)) / TICKS_PER_SECOND, all };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
