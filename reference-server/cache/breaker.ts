import type { CacheClock } from './cache-clock.ts';

export interface BreakerOptions {
  /** Opens after so many failures … Default 5. */
  readonly failures?: number;
  /** … within so long. Default 10 s. */
  readonly windowMs?: number;
  /** So long nothing is tried; then one call is. Default 1 s. */
  readonly cooldownMs?: number;
  /** After any failure nothing is tried for so long: who has waited in vain does not wait again for what it wants next. Default 0. */
  readonly pauseMs?: number;
}

export type BreakerState = 'closed' | 'open' | 'half-open';

/** Leave to make one call; hand it back with what became of it. */
export interface Leave {
  readonly isProbe: boolean;
}

/**
 * Keeps callers from a store that does not answer: after a few failures in a row of time nobody asks it, then one caller does and
 * decides for all. A probe that is never heard of again is followed by another after the same time, so it cannot stay shut.
 */
export class Breaker {
  readonly #clock: CacheClock;
  readonly #failures: number;
  readonly #windowMs: number;
  readonly #cooldownMs: number;
  readonly #pauseMs: number;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #failedAt: number[] = [];
  /** When it opened, or the last probe began; `null` while it is closed. */
  #shutAt: number | null = null;
  #isProbing = false;
  #openings = 0;

  constructor(clock: CacheClock, options: BreakerOptions = {}) {
    const { failures = 5, windowMs = 10_000, cooldownMs = 1000, pauseMs = 0 } = options;
    this.#clock = clock;
    this.#failures = failures;
    this.#windowMs = windowMs;
    this.#cooldownMs = cooldownMs;
    this.#pauseMs = pauseMs;
  }

  /** How often it opened; a probe that failed is no new opening. */
  get openings(): number {
    return this.#openings;
  }

  get state(): BreakerState {
    if (this.#shutAt === null) return this.#isPausing ? 'open' : 'closed';
    return this.#isCool(this.#shutAt) ? 'half-open' : 'open';
  }

  /** `null`: no. */
  enter(): Leave | null {
    if (this.#shutAt === null) return this.#isPausing ? null : { isProbe: false };
    if (!this.#isCool(this.#shutAt)) return null;
    this.#shutAt = this.#clock.monotonicMs();
    this.#isProbing = true;
    return { isProbe: true };
  }

  succeeded({ isProbe }: Leave): void {
    // Of a call that began before it opened nothing follows.
    if (!isProbe || !this.#isProbing) return;
    this.#shutAt = null;
    this.#isProbing = false;
    this.#failedAt = [];
  }

  failed({ isProbe }: Leave): void {
    const now = this.#clock.monotonicMs();
    if (isProbe) {
      this.#shutAt = now;
      this.#isProbing = false;
      return;
    }
    if (this.#shutAt !== null) return;
    this.#pausedUntil = now + this.#pauseMs;
    this.#failedAt = [...this.#failedAt.filter((at) => now - at < this.#windowMs), now];
    if (this.#failedAt.length < this.#failures) return;
    this.#shutAt = now;
    this.#openings++;
  }

  /** There is a new connection: the next call may try it at once. */
  reconnected(): void {
    this.#pausedUntil = Number.NEGATIVE_INFINITY;
    if (this.#shutAt !== null) this.#shutAt = Number.NEGATIVE_INFINITY;
  }

  get #isPausing(): boolean {
    return this.#clock.monotonicMs() < this.#pausedUntil;
  }

  #isCool(since: number): boolean {
    return this.#clock.monotonicMs() - since >= this.#cooldownMs;
  }
}
