/**
 * One run of k6 in a process of its own, with or without measuring: `node drive.ts closed|open bare|measured URL`.
 * Prints `{ cpuSeconds, requests, p50, p95 }`: CPU time of k6 and of this process, latencies in ms. A bare closed run keeps
 * no latencies and tells its CPU time alone.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  const child = spawn(config.k6, ['run', '--config', emptyConfig, ...flags, script], {
    env: {
      ...variables,
      PATH: config.path,
      BASE_URL: url,
      K6_NO_USAGE_REPORT: 'true',
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject));
  const watch = setInterval(() => {
    k6Seconds = processSeconds(child.pid ?? 0) || k6Seconds;
  }, 50);
  for await (const chunk of child.stdout) onOutput(chunk);
  const exitCode = await ended;
  clearInterval(watch);
  if (exitCode !== 0) throw new Error(`k6 ended with exit code ${exitCode}`);
}
