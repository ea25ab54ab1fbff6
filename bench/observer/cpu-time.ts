import { readFileSync } from 'node:fs';

/** Linux reports CPU time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** CPU time of a process so far, in seconds; 0 where /proc does not tell. */
export function processSeconds(pid: number): number {
  const [user = 0, system = 0] = statFields(pid).slice(11, 13);
  return (user + system) / TICKS_PER_SECOND;
}

/** CPU time of the children of this process that have ended, and of theirs, in seconds; 0 where /proc does not tell. */
export function endedChildrenSeconds(): number {
  const [user = 0, system = 0] = statFields('self').slice(13, 15);
  return (user + system) / TICKS_PER_SECOND;
}

/** Who started a process; `NaN` where /proc does not tell. */
export function processParent(pid: number): number {
  return statFields(pid)[1] ?? Number.NaN;
}

/** What stands behind the name of the program, from its state on. Source: proc_pid_stat(5), fields 3 and more. */
function statFields(pid: number | 'self'): readonly number[] {
  const text = read(`/proc/${pid}/stat`);
  return text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
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
