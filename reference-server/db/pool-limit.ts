/** What a pool was asked for in one period. */
export interface PoolUse {
  /** Time-weighted share of the connections it could lend that it did lend, 0–1. */
  readonly busyShare: number;
  /** Whether a caller found none free. */
  readonly hadWaiters: boolean;
}

const HIGH = 0.8;
const LOW = 0.3;
const GROWTH = 1.5;
const SHRINKAGE = 0.8;

/**
 * How many connections a pool may have at the moment, between `min` and `max`. Fixed: `max`. Dynamic: grows by half when
 * callers waited or more than 80 % were busy, gives a fifth back when under 30 % were, and otherwise stays.
 */
export class PoolLimit {
  readonly #min: number;
  readonly #max: number;
  readonly #isDynamic: boolean;
  #now: number;

  constructor(options: { readonly min: number; readonly max: number; readonly isDynamic: boolean }) {
    this.#min = Math.max(1, options.min);
    this.#max = options.max;
    this.#isDynamic = options.isDynamic;
    this.#now = options.isDynamic ? Math.min(this.#max, this.#min * 2) : this.#max;
  }

  get now(): number {
    return this.#now;
  }

  /** To be told once a period; returns the limit from then on. */
  adapt({ busyShare, hadWaiters }: PoolUse): number {
    if (!this.#isDynamic) return this.#now;
    if (hadWaiters || busyShare > HIGH) this.#now = Math.min(this.#max, Math.ceil(this.#now * GROWTH));
    else if (busyShare < LOW) this.#now = Math.max(this.#min, Math.floor(this.#now * SHRINKAGE));
    return this.#now;
  }
}
