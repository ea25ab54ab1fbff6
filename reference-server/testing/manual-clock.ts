import type { Clock } from '../ports.ts';

/** A clock that moves only when it is told to. */
export class ManualClock implements Clock {
  #elapsedMs = 0;

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  wallMs(): number {
    return Date.UTC(2026, 0, 1) + this.#elapsedMs;
  }

  advance(ms: number): void {
    this.#elapsedMs += ms;
  }
}
