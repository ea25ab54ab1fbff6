import type { PostgresPoolOptions } from '../db/postgres-pool.ts';
import type { PoolChanges } from './open-variant.ts';

/** Options of a pool of a variant: those of the domain's own, and what the variant has otherwise. */
export function poolOfVariant(own: PostgresPoolOptions, { size, isPooled }: PoolChanges): PostgresPoolOptions {
  return { ...own, isPooled, ...(size === undefined ? {} : { min: size, max: size, isDynamic: false }) };
}
