import { readFileSync } from 'node:fs';

/** Linux reports CPU time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** CPU time of a process so far, in seconds; 0 where /proc does not tell. */
export function processSeconds(pid: number): number {
  const [user = 0, system = 0] = processTicks(pid);
  return (user + system) / TICKS_PER_SECOND;
}

/** CPU time of the children of this process that have ended, and of theirs, in seconds; 0 where /proc does not tell. */
export function endedChildrenSeconds(): number {
  const [, , user = 0, system = 0] = processTicks('self');
  return (user + system) / TICKS_PER_SECOND;
}

/** User and system time of the process, then of its children that were waited for. Source: proc_pid_stat(5), fields 14–17. */
function processTicks(pid: number | 'self'): readonly number[] {
  const text = read(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).map(Number);
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
