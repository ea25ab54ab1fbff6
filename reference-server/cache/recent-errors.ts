import type { CacheClock } from './cache-clock.ts';
import { globTest } from './glob.ts';

/** In an object, as anything can be thrown. */
export interface KnownError {
  readonly error: unknown;
}

/** Keys whose errors are remembered at a time; the oldest are forgotten. */
const MOST_KEYS = 1000;

/** The errors of loaders, each for a moment: what has just failed is not tried again by everyone who asks. */
export class RecentErrors {
  readonly #ttlMs: number;
  readonly #clock: CacheClock;
  readonly #errors = new Map<string, { readonly error: unknown; readonly until: number }>();

  constructor(ttlMs: number, clock: CacheClock) {
    this.#ttlMs = ttlMs;
    this.#clock = clock;
  }

  add(key: string, error: unknown): void {
    if (this.#ttlMs <= 0) return;
    this.#errors.delete(key);
    this.#errors.set(key, { error, until: this.#clock.monotonicMs() + this.#ttlMs });
    if (this.#errors.size <= MOST_KEYS) return;
    const [oldest] = this.#errors.keys();
    if (oldest !== undefined) this.#errors.delete(oldest);
  }

  find(key: string): KnownError | undefined {
    if (this.#errors.size === 0) return undefined;
    const known = this.#errors.get(key);
    if (known === undefined || this.#clock.monotonicMs() < known.until) return known;
    this.#errors.delete(key);
    return undefined;
  }

  delete(key: string): void {
    this.#errors.delete(key);
  }

  deletePattern(pattern: string): void {
    const test = globTest(pattern);
    for (const key of this.#errors.keys()) if (test.test(key)) this.#errors.delete(key);
  }

  clear(): void {
    this.#errors.clear();
  }
}
