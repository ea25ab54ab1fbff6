import type { Timeline } from './timeline.ts';

const MICROS = 1_000_000;

/** The stretch of time in which something happened, and how much of each block it covers: what rates are divided by. */
export class Span {
  #fromMicros = Number.POSITIVE_INFINITY;
  #untilMicros = Number.NEGATIVE_INFINITY;

  include(micros: number): void {
    if (micros < this.#fromMicros) this.#fromMicros = micros;
    if (micros > this.#untilMicros) this.#untilMicros = micros;
  }

  get untilMicros(): number {
    return this.#untilMicros;
  }

  /** From the first moment to the last; 0 when there was none or one. */
  get seconds(): number {
    return Math.max(0, (this.#untilMicros - this.#fromMicros) / MICROS);
  }

  /** Seconds of the block that lie within: all of it in the middle of a run, a part in its first and its last block. */
  secondsIn(index: number, { originMicros, blockSeconds }: Timeline): number {
    if (originMicros === null) return 0;
    const start = originMicros + index * blockSeconds * MICROS;
    const end = start + blockSeconds * MICROS;
    return Math.max(0, (Math.min(end, this.#untilMicros) - Math.max(start, this.#fromMicros)) / MICROS);
  }
}
