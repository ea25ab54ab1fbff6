import { PerformanceObserver } from 'node:perf_hooks';

/** How long this process has stood still to collect garbage since the watch began. */
export class GcTime {
  readonly #observer: PerformanceObserver;
  #ms = 0;

  constructor() {
    this.#observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) this.#ms += duration;
    });
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /** Collections of the last moment may be missing. */
  get seconds(): number {
    return this.#ms / 1_000;
  }

  stop(): void {
    this.#observer.disconnect();
  }
}
