import { readFile, statfs } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { type Fill, NOT_AVAILABLE, type Reading } from './sample.ts';

/** What the machine counts; the counters are totals since it was started. */
export interface SystemReading {
  readonly cpu: Reading<CpuTime & { readonly loadAverage: number }>;
  readonly memory: Reading<Fill>;
  readonly disk: Reading<Fill>;
  readonly network: Reading<NetworkBytes>;
}

export interface CpuTime {
  /** In ticks, summed over the cores. */
  readonly busy: number;
  readonly total: number;
  readonly cores: number;
}

export interface NetworkBytes {
  readonly received: number;
  readonly sent: number;
}

/** Reads /proc and the file system of this module. Never rejects: what cannot be read is not available. */
export async function readSystem(): Promise<SystemReading> {
  const [cpu, memory, network, disk] = await Promise.all([
    readProc('stat', parseCpu),
    readProc('meminfo', parseMemory),
    readProc('net/dev', parseNetwork),
    statfs(import.meta.dirname).then(
      ({ bsize, blocks, bavail }) => fill(blocks * bsize, bavail * bsize),
      () => NOT_AVAILABLE,
    ),
  ]);
  const [loadAverage = 0] = loadavg();
  return { cpu: cpu === NOT_AVAILABLE ? cpu : { ...cpu, loadAverage }, memory, network, disk };
}

async function readProc<Value>(name: string, parse: (text: string) => Reading<Value>): Promise<Reading<Value>> {
  return readFile(`/proc/${name}`, 'utf8').then(parse, () => NOT_AVAILABLE);
}

/** /proc/stat: user nice system idle iowait irq softirq steal; what follows is in user and nice already (proc_stat(5)). */
export function parseCpu(text: string): Reading<CpuTime> {
  const line = /^cpu {2}(.+)$/m.exec(text)?.[1];
  const ticks = line?.split(' ').slice(0, 8).map(Number) ?? [];
  const [, , , idle, ioWait] = ticks;
  if (idle === undefined || ioWait === undefined || ticks.some(Number.isNaN)) return NOT_AVAILABLE;
  const total = ticks.reduce((sum, one) => sum + one, 0);
  return { busy: total - idle - ioWait, total, cores: text.match(/^cpu\d/gm)?.length ?? 0 };
}

/** /proc/meminfo: `MemAvailable` is what programs can still get, caches that can be dropped among it. */
export function parseMemory(text: string): Reading<Fill> {
  const bytesOf = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1]) * 1024;
  return fill(bytesOf('MemTotal'), bytesOf('MemAvailable'));
}

/** /proc/net/dev: bytes received and sent are the first and the ninth number of each interface. */
export function parseNetwork(text: string): Reading<NetworkBytes> {
  const interfaces = [...text.matchAll(/^ *[^\s:]+:(.+)$/gm)].map(([, numbers = '']) =>
    numbers.trim().split(/ +/).map(Number),
  );
  if (interfaces.length === 0) return NOT_AVAILABLE;
  const sum = (place: number) => interfaces.reduce((all, numbers) => all + (numbers[place] ?? 0), 0);
  return { received: sum(0), sent: sum(8) };
}

function fill(totalBytes: number, availableBytes: number): Reading<Fill> {
  if (!(totalBytes > 0 && availableBytes >= 0)) return NOT_AVAILABLE;
  return { totalBytes, availableBytes, utilization: 1 - availableBytes / totalBytes };
}
