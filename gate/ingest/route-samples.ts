import type { Series } from '../core/model/series.ts';
import type { Histogram } from '../core/stats/histogram-builder.ts';
import { BlockHistograms } from './block-histograms.ts';
import { BlockSums } from './block-sums.ts';
import { rateBlocks, shareBlocks } from './ratio-blocks.ts';
import type { Span } from './span.ts';
import type { Timeline } from './timeline.ts';

/** How a request ended. `failure`: its status, or the tool's error code where it got none; `null`: as expected. */
export interface Ending {
  readonly failure: string | null;
  readonly isUnanswered: boolean;
}

/** The requests of one route, or of all routes together (`null`). Failed ones count, but never into the latency. */
export class RouteSamples {
  readonly route: string | null;
  readonly #requests: BlockSums;
  readonly #failed: BlockSums;
  readonly #latency: BlockHistograms;
  readonly #failures = new Map<string, number>();
  #zeroDurationFailures = 0;

  constructor(route: string | null, timeline: Timeline) {
    this.route = route;
    this.#requests = timeline.follow(new BlockSums());
    this.#failed = timeline.follow(new BlockSums());
    this.#latency = timeline.follow(new BlockHistograms());
  }

  get requests(): number {
    return this.#requests.total;
  }

  get failedRequests(): number {
    return this.#failed.total;
  }

  requestsIn(index: number): number {
    return this.#requests.at(index);
  }

  latencyIn(index: number): Histogram {
    return this.#latency.histogramAt(index);
  }

  /** Failed requests by status or error code. */
  get failures(): ReadonlyMap<string, number> {
    return this.#failures;
  }

  /** Requests that failed within zero time: refused connections and the like. */
  get zeroDurationFailures(): number {
    return this.#zeroDurationFailures;
  }

  record(index: number, durationMs: number, { failure, isUnanswered }: Ending): void {
    this.#requests.add(index, 1);
    if (failure === null) {
      this.#latency.record(index, durationMs);
      return;
    }
    this.#failed.add(index, 1);
    this.#failures.set(failure, (this.#failures.get(failure) ?? 0) + 1);
    if (isUnanswered && durationMs === 0) this.#zeroDurationFailures += 1;
  }

  /** `span`: from the first to the last request of the run. */
  series(timeline: Timeline, span: Span): readonly Series[] {
    const { route } = this;
    const latency = this.#latency.blocks(timeline.blockSeconds);
    const errorRate = shareBlocks(timeline, this.#failed, this.#requests);
    const throughput = rateBlocks(timeline, this.#requests, span);
    return [
      { kind: 'distribution', name: 'latency', route, unit: 'ms', better: 'lower', blocks: latency },
      { kind: 'ratio', name: 'error-rate', route, unit: 'share', better: 'lower', blocks: errorRate },
      { kind: 'ratio', name: 'throughput', route, unit: '1/s', better: 'higher', blocks: throughput },
    ];
  }
}
