import type { Life } from './cache.ts';
import type { CacheRng } from './cache-clock.ts';

/** How long a value is fresh and how long it is kept, in ms from now; `keptMs` ≥ `freshMs`. */
export interface Lifetime {
  readonly freshMs: number;
  readonly keptMs: number;
}

/** What makes a lifetime of a life. */
export interface Lives<Value> {
  readonly isNegative: (value: Value) => boolean;
  /** A fraction. */
  readonly jitter: number;
  readonly rng: CacheRng;
}

/**
 * The lifetime of a value, spread by up to `jitter` (a fraction) to either side: what was loaded at one time does not end at
 * one time.
 */
export function lifetimeOf<Value>(value: Value, life: Life, lives: Lives<Value>): Lifetime {
  const { jitter, rng } = lives;
  const isNegative = lives.isNegative(value) && life.negativeTtlSeconds !== undefined;
  const seconds = isNegative ? (life.negativeTtlSeconds ?? 0) : life.ttlSeconds;
  const spread = jitter === 0 ? 1 : 1 + jitter * (2 * rng.next() - 1);
  const freshMs = Math.max(0, seconds * 1000 * spread);
  const graceMs = isNegative ? 0 : (life.graceSeconds ?? 0) * 1000 * spread;
  return { freshMs, keptMs: freshMs > 0 ? freshMs + Math.max(0, graceMs) : 0 };
}

/** A life, however it was written. */
export function asLife(life: number | Life): Life {
  return typeof life === 'number' ? { ttlSeconds: life } : life;
}
