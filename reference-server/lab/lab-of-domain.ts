import { openPostgresPool, type PostgresPoolOptions } from '../db/postgres-pool.ts';
import type { LabDomain } from './open-variant.ts';
import { placeTables } from './schema-copy.ts';

/** How variants of a domain get pools and tables of their own; `own`: options of the domain's pool. */
export function labOfDomain(name: string, own: PostgresPoolOptions): Pick<LabDomain, 'openPool' | 'placeTables'> {
  return {
    openPool: ({ size, isPooled }) =>
      openPostgresPool({
        ...own,
        isPooled,
        ...(size === undefined ? {} : { min: size, max: size, isDynamic: false }),
      }),
    placeTables: (shape) => placeTables(own.url, name, shape, own.log),
  };
}
