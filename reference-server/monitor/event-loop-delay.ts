import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
const WINDOW_MS = 1000;

/** How late the event loop runs its timers, sampled every 10 ms and summed up once a second. */
export class EventLoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  #p99Ms = 0;

  constructor() {
    this.#histogram.enable();
    this.#timer = setInterval(() => this.#closeWindow(), WINDOW_MS);
    this.#timer.unref();
  }

  /** 99th percentile of the last whole second, 0 before the first has passed. */
  get p99Ms(): number {
    return this.#p99Ms;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  #closeWindow(): void {
    // The histogram holds the time from sample to sample: the sampling interval is in it.
    this.#p99Ms = Math.max(0, this.#histogram.percentile(99) / 1e6 - RESOLUTION_MS);
    this.#histogram.reset();
  }
}
