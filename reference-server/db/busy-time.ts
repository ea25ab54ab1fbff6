import type { Clock } from '../ports.ts';

/** How many connections are lent out, integrated over time: utilisation is a ratio of two integrals, not a sample. */
export class BusyTime {
  readonly #clock: Clock;
  readonly #openedAt: number;
  #busy = 0;
  #busyMs = 0;
  #since: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#openedAt = clock.monotonicMs();
    this.#since = this.#openedAt;
  }

  get busy(): number {
    return this.#busy;
  }

  /** One more (`1`) or one less (`-1`) from now on. */
  change(by: 1 | -1): void {
    this.#advance();
    this.#busy += by;
    if (this.#busy < 0) throw new RangeError(`${this.#busy} connections are lent out`);
  }

  /** Seconds lent out, added up over all connections. */
  busySeconds(): number {
    this.#advance();
    return this.#busyMs / 1_000;
  }

  /** Seconds since it was made. */
  elapsedSeconds(): number {
    return (this.#clock.monotonicMs() - this.#openedAt) / 1_000;
  }

  #advance(): void {
    const now = this.#clock.monotonicMs();
    this.#busyMs += this.#busy * (now - this.#since);
    this.#since = now;
  }
}
