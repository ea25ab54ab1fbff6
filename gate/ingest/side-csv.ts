import type { K6CsvIngestOptions } from './k6-csv.ts';
import { refuseUnreadable } from './k6-csv.ts';
import { K6CsvScanner } from './k6-csv-scanner.ts';
import type { K6Ingest, K6Progress } from './k6-ingest.ts';
import { K6Samples } from './k6-samples.ts';
import type { SideAnswers } from './side-answers.ts';
import { SideSamples } from './side-samples.ts';
import { Timeline } from './timeline.ts';

export interface Sides<Thing> {
  readonly baseline: Thing;
  readonly candidate: Thing;
}

/** As `K6CsvIngest`, for a run in which each iteration belongs to one of two sides. */
export interface SideCsvIngest {
  write(chunk: Uint8Array): void;
  progress(): Sides<K6Progress>;
  /**
   * What was measured of each side; call once. Blocks with the same `at` lie at the same time. Throws GateError
   * K6_OUTPUT_UNREADABLE.
   */
  end(): Sides<K6Ingest> & {
    /** Requests of the load that named no side. */
    readonly requestsOfNobody: number;
  };
}

/** `answers` goes on counting from one launch to the next. */
export function createSideCsvIngest(
  options: Required<K6CsvIngestOptions> & { readonly blockSeconds: number; readonly answers: SideAnswers },
): SideCsvIngest {
  const { watch, metrics, hosts, blockSeconds, answers } = options;
  const timeline = new Timeline(blockSeconds);
  const baseline = new K6Samples(watch, metrics, hosts, timeline);
  const candidate = new K6Samples(watch, metrics, hosts, timeline);
  const samples = new SideSamples(baseline, candidate, answers, hosts);
  const scanner = new K6CsvScanner(samples);
  const ingestOf = (side: K6Samples): K6Ingest => {
    const { unreadable, isTruncated } = scanner;
    const { evidence, ...measured } = side.summary();
    return { ...measured, evidence: { ...evidence, unreadable, isTruncated } };
  };
  return {
    write: (chunk) => scanner.write(chunk),
    progress: () => ({ baseline: baseline.progress(), candidate: candidate.progress() }),
    end() {
      scanner.end();
      refuseUnreadable(scanner);
      return {
        baseline: ingestOf(baseline),
        candidate: ingestOf(candidate),
        requestsOfNobody: samples.requestsOfNobody,
      };
    },
  };
}
