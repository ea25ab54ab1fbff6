import { openPostgresPool, type PostgresPoolOptions } from '../db/postgres-pool.ts';
import type { SqlPool } from '../ports.ts';
import { systemClock } from '../system-clock.ts';
import { databaseUrl } from './probe.ts';

const MINUTE_MS = 60_000;
const nobody = { info() {}, warn() {}, error() {} };

/** A pool of the server's on the probe's database, or on the way there, whose upkeep has nothing to do while the probe lasts. */
export function openPool(url = databaseUrl()): Promise<SqlPool> {
  const options: PostgresPoolOptions = {
    url,
    role: null,
    min: 2,
    max: 3,
    isDynamic: false,
    sizingMs: MINUTE_MS,
    idleMs: MINUTE_MS,
    lifetimeMs: 60 * MINUTE_MS,
    validateMs: MINUTE_MS,
    validateTimeoutMs: 1_000,
    leakMs: MINUTE_MS,
    retry: { firstMs: 50, longestMs: 2_000 },
    acquireMs: 5_000,
    timeoutMs: { cached: MINUTE_MS, critical: MINUTE_MS, default: MINUTE_MS, 'long-running': MINUTE_MS },
    rows: { batch: 100, cursor: 1_000 },
    slowMs: MINUTE_MS,
    verySlowMs: MINUTE_MS,
    clock: systemClock,
    log: nobody,
  };
  return openPostgresPool(options);
}
