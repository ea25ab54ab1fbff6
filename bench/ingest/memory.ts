/**
 * Does the memory of the ingest grow with the run? Bar: peak RSS after 60 minutes of input within ± 10 % of that after one,
 * at 1,000 requests a second of 13 lines on eight routes. Each reading is a Node process of its own that does nothing but
 * ingest what comes through its stdin. Prints the ratio with an interval over rounds; exit 1 when that lies beyond the bar.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { k6Lines } from './k6-lines.ts';
import type { MemoryReading } from './memory-reading.ts';

const BAR = 0.1;
const REQUESTS_PER_SECOND = 1000;
const SHORT_SECONDS = 60;
const LONG_SECONDS = 3600;
/** The smallest and the largest of six ratios enclose their median with 96.9 % confidence (binomial, p = 1/2). */
const ROUNDS = 6;

const ratios: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const short = await readAfter(SHORT_SECONDS);
  const long = await readAfter(LONG_SECONDS);
  ratios.push(long.peakBytes / short.peakBytes);
  console.log(
    `peak RSS after 1 min ${megabytes(short.peakBytes)}, after 60 min ${megabytes(long.peakBytes)}; ` +
      `with the series made of it ${megabytes(short.endBytes)}, ${megabytes(long.endBytes)} (not judged)`,
  );
}
const [lowest, highest] = [Math.min(...ratios), Math.max(...ratios)];
const isMet = highest >= 1 - BAR && lowest <= 1 + BAR;
console.log(
  `60 minutes take ${percent(lowest)} to ${percent(highest)} of one; bar ± 10 %: ${isMet ? 'met' : 'MISSED'}`,
);
process.exitCode = isMet ? 0 : 1;

async function readAfter(seconds: number): Promise<MemoryReading> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'memory-reading.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const output = child.stdout.setEncoding('utf8').toArray();
  const exit = once(child, 'exit');
  for (const chunk of k6Lines({ seconds, requestsPerSecond: REQUESTS_PER_SECOND })) {
    // The generator uses its chunks again, so each must be gone first.
    await new Promise<void>((resolve, reject) =>
      child.stdin.write(chunk, (error) => (error ? reject(error) : resolve())),
    );
  }
  child.stdin.end();
  const [code] = await exit;
  if (code !== 0) throw new Error(`the reading process ended with ${code}`);
  const reading = JSON.parse((await output).join('')) as MemoryReading; // printed by memory-reading.ts
  if (reading.requests !== seconds * REQUESTS_PER_SECOND) throw new Error(`it read ${reading.requests} requests`);
  return reading;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}
