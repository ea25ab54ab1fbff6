import { readFileSync } from 'node:fs';

/** Linux reports CPU time to programs in hundredths of a second, whatever the kernel's own tick. */
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used so far, in seconds; `null` where /proc does not tell, or it has ended. */
export function readProcessCpuSeconds(pid: number): number | null {
  const text = read(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets and may hold anything, brackets included.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields?.[11]) + Number(fields?.[12]);
  return Number.isFinite(ticks) ? ticks / TICKS_PER_SECOND : null;
}

/** CPU time of a machine since boot, over all cores, in seconds. */
export interface MachineCpu {
  /** What was stolen included. */
  readonly busySeconds: number;
  readonly totalSeconds: number;
  /** What it wanted, and the host gave to other machines. */
  readonly stolenSeconds: number;
}

/** Of this machine; `null` where /proc does not tell. */
export function readMachineCpu(text = read('/proc/stat')): MachineCpu | null {
  const [first] = text?.split('\n') ?? [];
  // cpu user nice system idle iowait irq softirq steal …; what guests use is in user already.
  const ticks = first?.trim().split(/\s+/).slice(1, 9).map(Number) ?? [];
  if (ticks.length < 8 || !ticks.every(Number.isFinite)) return null;
  const total = ticks.reduce((sum, one) => sum + one, 0);
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0);
  return {
    busySeconds: (total - idle) / TICKS_PER_SECOND,
    totalSeconds: total / TICKS_PER_SECOND,
    stolenSeconds: (ticks[7] ?? 0) / TICKS_PER_SECOND,
  };
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
