import type { Clock } from '../ports.ts';

/**
 * How many connections are lent out, and how many could be, integrated over time: utilisation is a ratio of two integrals,
 * not a sample.
 */
export class BusyTime {
  readonly #clock: Clock;
  #busy = 0;
  #busyMs = 0;
  #limit: number;
  #capacityMs = 0;
  #since: number;

  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
    this.#since = clock.monotonicMs();
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

  /** So many could be lent out from now on. */
  resize(limit: number): void {
    this.#advance();
    this.#limit = limit;
  }

  /** Seconds lent out, added up over all connections. */
  busySeconds(): number {
    this.#advance();
    return this.#busyMs / 1_000;
  }

  /** Seconds that could have been lent out, added up in the same way. */
  capacitySeconds(): number {
    this.#advance();
    return this.#capacityMs / 1_000;
  }

  #advance(): void {
    const now = this.#clock.monotonicMs();
    this.#busyMs += this.#busy * (now - this.#since);
    this.#capacityMs += this.#limit * (now - this.#since);
    this.#since = now;
  }
}
