/** The process that `memory.ts` measures: ingests its stdin through one buffer, and prints what memory that took. */
import { readSync } from 'node:fs';
import { createK6CsvIngest } from '../../gate/ingest/k6-csv.ts';

export interface MemoryReading {
  readonly requests: number;
  /** Largest RSS while reading. */
  readonly peakBytes: number;
  /** Largest RSS once the series were made, which a record of up to 600 blocks a series needs anyway. */
  readonly endBytes: number;
}

const ingest = createK6CsvIngest();
const buffer = Buffer.alloc(65_536);
for (let bytes = read(); bytes > 0; bytes = read()) ingest.write(buffer.subarray(0, bytes));
const peakBytes = peak();
const { requests } = ingest.end();
const reading: MemoryReading = { requests, peakBytes, endBytes: peak() };
console.log(JSON.stringify(reading));

function read(): number {
  return readSync(0, buffer);
}

function peak(): number {
  return process.resourceUsage().maxRSS * 1024;
}
