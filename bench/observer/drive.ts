/**
 * One run of k6 in a process of its own, with or without measuring: `node drive.ts closed|open bare|measured URL`. Measured is
 * what people do: `loadline run` with the same script, from its first line to its report. Prints `{ cpuSeconds, p50, p95 }`: CPU
 * time of all that ran, latencies in ms. A bare closed run keeps no latencies and tells its CPU time alone.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '../../gate/core/model/run-record.ts';
import { mergeBuckets } from '../../gate/core/stats/merge-buckets.ts';
import { quantile } from '../../gate/core/stats/quantile.ts';
import { config } from './config.ts';
import { endedChildrenSeconds } from './cpu-time.ts';
import { BARE_ARGUMENTS, k6Script, type Load } from './k6-scripts.ts';

const [load, side, url = ''] = process.argv.slice(2) as [Load, 'bare' | 'measured', string];
const folder = mkdtempSync(join(tmpdir(), 'loadline-observer-'));
try {
  writeFileSync(join(folder, 'script.js'), k6Script(load));
  writeFileSync(join(folder, 'config.json'), '{}');
  const figures = side === 'bare' ? await driveBare() : await driveMeasured();
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ ...figures, cpuSeconds: endedChildrenSeconds() + (user + system) / 1e6 }));
} finally {
  rmSync(folder, { recursive: true });
}

async function driveBare(): Promise<object> {
  const words = ['run', '--config', 'config.json', ...BARE_ARGUMENTS[load], 'script.js'];
  const text = await output(config.k6, words, [0]);
  if (load === 'closed') return {};
  const values = JSON.parse(text) as Record<string, number>;
  return { p50: values['p(50)'], p95: values['p(95)'] };
}

async function driveMeasured(): Promise<object> {
  const main = join(import.meta.dirname, '../../gate/cli/main.ts');
  const words = [main, 'run', '--scenario', './script.js', '--url', url, '--warm-up', '0s', '--json'];
  // Undecided: the script has no thresholds.
  const record = JSON.parse(await output(process.execPath, words, [2])) as RunRecord;
  const all = record.measurement.series.find(({ name, route }) => name === 'latency' && route === null);
  if (all?.kind !== 'distribution' || all.blocks.length === 0) throw new Error('nothing was measured');
  const latency = mergeBuckets(all.blocks);
  return { p50: quantile(latency, 0.5), p95: quantile(latency, 0.95) };
}

/** What a command prints. Throws where it ends otherwise than expected. */
function output(file: string, words: readonly string[], exitCodes: readonly number[]): Promise<string> {
  const child = spawn(file, words, {
    cwd: folder,
    env: {
      PATH: config.path,
      K6_BIN: config.k6,
      BASE_URL: url,
      K6_NO_USAGE_REPORT: 'true',
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let said = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-2000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== null && exitCodes.includes(code)) resolve(printed);
      else reject(new Error(`${file} ${words.join(' ')} ended with exit code ${code}: ${said}`));
    });
  });
}
