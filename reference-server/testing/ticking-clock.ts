import type { Clock } from '../ports.ts';

/** A clock that moves 1 µs each time it is read: a busy loop ends, and how long it ran can be told exactly. */
export class TickingClock implements Clock {
  #microseconds = 0;

  monotonicMs(): number {
    this.#microseconds += 1;
    return this.#microseconds / 1000;
  }

  wallMs(): number {
    return Date.UTC(2026, 0, 1) + this.#microseconds / 1000;
  }
}
