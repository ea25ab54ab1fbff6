/**
 * One run of k6 in a process of its own, with or without measuring: `node drive.ts closed|open bare|measured URL`.
 * Prints `{ cpuSeconds, requests, p50, p95 }`: CPU time of k6 and of this process, latencies in ms. A bare closed run keeps
 * no latencies and tells its CPU time alone.
 */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mergeBuckets } from '../../gate/core/stats/merge-buckets.ts';
import { quantile } from '../../gate/core/stats/quantile.ts';
import { createK6CsvIngest } from '../../gate/ingest/k6-csv.ts';
import { config } from './config.ts';
import { processSeconds } from './cpu-time.ts';
import { BARE_ARGUMENTS, k6Script, type Load, MEASURED_ARGUMENTS, MEASURED_ENVIRONMENT } from './k6-scripts.ts';

const [load, side, url = ''] = process.argv.slice(2) as [Load, 'bare' | 'measured', string];
let k6Seconds = 0;
const folder = mkdtempSync(join(tmpdir(), 'loadline-observer-'));
try {
  const figures = side === 'bare' ? await driveBare() : await driveMeasured();
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ ...figures, cpuSeconds: k6Seconds + (user + system) / 1e6 }));
} finally {
  rmSync(folder, { recursive: true });
}

async function driveBare(): Promise<object> {
  let text = '';
  await runK6(BARE_ARGUMENTS[load], {}, (chunk) => {
    text += chunk;
  });
  if (load === 'closed') return {};
  const values = JSON.parse(text) as Record<string, number>;
  return { requests: values.count, p50: values['p(50)'], p95: values['p(95)'] };
}

async function driveMeasured(): Promise<object> {
  const ingest = createK6CsvIngest();
  await runK6(MEASURED_ARGUMENTS, MEASURED_ENVIRONMENT, (chunk) => ingest.write(chunk));
  const { requests, series } = ingest.end();
  const latency = series.find(({ name, route }) => name === 'latency' && route === null);
  if (latency?.kind !== 'distribution' || requests === 0) throw new Error('nothing was measured');
  const all = mergeBuckets(latency.blocks);
  return { requests, p50: quantile(all, 0.5), p95: quantile(all, 0.95) };
}

async function runK6(
  flags: readonly string[],
  variables: Readonly<Record<string, string>>,
  onOutput: (chunk: Buffer) => void,
): Promise<void> {
  const script = join(folder, 'script.js');
  const emptyConfig = join(folder, 'config.json');
  writeFileSync(script, k6Script(load));
  writeFileSync(emptyConfig, '{}');
  // As gate/collect does it: a pipe that is emptied by the clock, not Node's pair of sockets.
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const readEnd = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = openSync(pipe, constants.O_WRONLY);
  const child = spawn(config.k6, ['run', '--config', emptyConfig, ...flags, script], {
    env: {
      ...variables,
      PATH: config.path,
      BASE_URL: url,
      K6_NO_USAGE_REPORT: 'true',
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
    },
    stdio: ['ignore', writeEnd, 'inherit'],
  });
  closeSync(writeEnd);
  const ended = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject));
  const watch = setInterval(() => {
    k6Seconds = processSeconds(child.pid ?? 0) || k6Seconds;
  }, 50);
  await readByTheClock(readEnd, onOutput);
  const exitCode = await ended;
  clearInterval(watch);
  if (exitCode !== 0) throw new Error(`k6 ended with exit code ${exitCode}`);
}

async function readByTheClock(readEnd: number, onOutput: (chunk: Buffer) => void): Promise<void> {
  const buffer = Buffer.allocUnsafe(65_536);
  for (let length = -1; length !== 0; ) {
    length = readNow(readEnd, buffer);
    if (length > 0) onOutput(buffer.subarray(0, length));
    await sleep(length * 2 > buffer.length ? 1 : 10);
  }
}

/** Bytes read; 0 at the end, −1 where there is nothing yet. */
function readNow(readEnd: number, buffer: Buffer): number {
  try {
    return readSync(readEnd, buffer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return -1;
    throw error;
  }
}
