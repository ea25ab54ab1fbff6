import type { PostgresPoolOptions } from '../db/postgres-pool.ts';
import type { Logger } from '../ports.ts';
import { systemClock } from '../system-clock.ts';

/** Options of a small pool on a test's database, whose upkeep has nothing to do while a test lasts. */
export function poolOptions(url: string, log: Logger, changed: Partial<PostgresPoolOptions> = {}): PostgresPoolOptions {
  return {
    url,
    role: null,
    min: 2,
    max: 3,
    isDynamic: false,
    sizingMs: 30_000,
    idleMs: 30_000,
    lifetimeMs: 43_200_000,
    validateMs: 60_000,
    validateTimeoutMs: 1_000,
    leakMs: 60_000,
    acquireMs: 5_000,
    retry: { firstMs: 50, longestMs: 2_000 },
    timeoutMs: { cached: 2_000, critical: 5_000, default: 5_000, 'long-running': 10_000 },
    rows: { batch: 100, cursor: 1_000 },
    slowMs: 1_000,
    verySlowMs: 5_000,
    clock: systemClock,
    log,
    ...changed,
  };
}
