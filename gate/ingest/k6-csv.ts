import { GateError } from '../core/model/gate-error.ts';
import { K6CsvScanner } from './k6-csv-scanner.ts';
import type { K6Ingest, K6Progress } from './k6-ingest.ts';
import { K6Samples } from './k6-samples.ts';
import { ANY_HOST, type KnownHosts } from './route-name.ts';
import type { ScriptMetric } from './script-metrics.ts';
import type { WatchedSeries } from './watched-samples.ts';

/** Share of lines that may be unreadable before nothing of the output is believed. */
const UNREADABLE_BUDGET = 0.001;

export interface K6CsvIngestOptions {
  /** Series that the script's own thresholds speak of. */
  readonly watch?: readonly WatchedSeries[];
  /** The script's own metrics, as far as they are known: see `scriptMetrics`. */
  readonly metrics?: ReadonlyMap<string, ScriptMetric>;
  readonly hosts?: KnownHosts;
}

/** Reads k6's CSV output while k6 writes it. No I/O: the caller feeds it what it reads from the pipe or the file. */
export interface K6CsvIngest {
  /** The next piece, cut anywhere. Throws GateError K6_OUTPUT_FOREIGN or K6_OUTPUT_TAGS on a header that is not k6's. */
  write(chunk: Uint8Array): void;
  /** Where the run stands; cheap enough for every second. */
  progress(): K6Progress;
  /** What was measured; call once. Throws GateError K6_OUTPUT_UNREADABLE. */
  end(): K6Ingest;
}

export function createK6CsvIngest(options: K6CsvIngestOptions = {}): K6CsvIngest {
  const { watch = [], metrics = new Map(), hosts = ANY_HOST } = options;
  const samples = new K6Samples(watch, metrics, hosts);
  const scanner = new K6CsvScanner(samples);
  return {
    write: (chunk) => scanner.write(chunk),
    progress: () => samples.progress(),
    end() {
      scanner.end();
      refuseUnreadable(scanner);
      const { unreadable, isTruncated } = scanner;
      const { evidence, ...measured } = samples.summary();
      return { ...measured, evidence: { ...evidence, unreadable, isTruncated } };
    },
  };
}

/** Throws GateError K6_OUTPUT_UNREADABLE where more than one line in a thousand could not be read. */
export function refuseUnreadable({ unreadable, lines }: K6CsvScanner): void {
  if (unreadable <= lines * UNREADABLE_BUDGET) return;
  throw new GateError({
    code: 'K6_OUTPUT_UNREADABLE',
    message: `${unreadable} of ${lines} lines of k6's output could not be read, more than 1 in 1,000`,
    advice: 'Look at the file: was it cut, mixed with other text, or written on a full disk? Run it again.',
  });
}
