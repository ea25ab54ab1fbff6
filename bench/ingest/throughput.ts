/**
 * How many lines of k6's CSV output the ingest reads a second, on one core. Bar: 1,000,000. The input is made before, then
 * read again and again; each reading is one slot. Prints the median slot and its 95 % interval; exit 1 when that lies below the bar.
 */
import { createK6CsvIngest } from '../../gate/ingest/k6-csv.ts';
import { k6Lines, LINES_PER_REQUEST } from './k6-lines.ts';

const BAR = 1_000_000;
const SECONDS = 20;
const REQUESTS_PER_SECOND = 1000;
/** Size of the pieces: what a pipe hands over at a time. */
const CHUNK_BYTES = 65_536;
const WARM_UP_SLOTS = 3;
const SLOTS = 20;
/** Of 20 sorted slots the 6th and the 15th enclose the median with 95.9 % confidence (binomial, p = 1/2). */
const INTERVAL_RANKS = [5, 14] as const;

const input = Buffer.concat(
  Array.from(k6Lines({ seconds: SECONDS, requestsPerSecond: REQUESTS_PER_SECOND }), (chunk) => Buffer.from(chunk)),
);
const lines = 1 + SECONDS * (2 + REQUESTS_PER_SECOND * LINES_PER_REQUEST);

const rates = Array.from({ length: WARM_UP_SLOTS + SLOTS }, linesPerSecond)
  .slice(WARM_UP_SLOTS)
  .toSorted((a, b) => a - b);
const median = ((rates[SLOTS / 2 - 1] ?? 0) + (rates[SLOTS / 2] ?? 0)) / 2;
const [lower, upper] = INTERVAL_RANKS.map((rank) => rates[rank] ?? 0);
const isMet = (upper ?? 0) >= BAR;

console.log(`ingest of k6's CSV: ${millions(median)} M lines/s, interval ${millions(lower)}–${millions(upper)} M`);
console.log(
  `${SLOTS} slots of ${lines} lines, ${(input.length / lines).toFixed(0)} bytes a line; bar ${millions(BAR)} M: ${isMet ? 'met' : 'MISSED'}`,
);
process.exitCode = isMet ? 0 : 1;

/** On one core: the time that passed, or the processor time where helper threads of Node made it longer. */
function linesPerSecond(): number {
  const ingest = createK6CsvIngest();
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let from = 0; from < input.length; from += CHUNK_BYTES) ingest.write(input.subarray(from, from + CHUNK_BYTES));
  const { requests } = ingest.end();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  if (requests !== SECONDS * REQUESTS_PER_SECOND) throw new Error(`read ${requests} requests: nothing was measured`);
  return lines / (Math.max(wallMs, (user + system) / 1000) / 1000);
}

function millions(count: number | undefined): string {
  return ((count ?? 0) / 1e6).toFixed(2);
}
