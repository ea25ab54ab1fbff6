import { isDeepStrictEqual } from 'node:util';
import type { Client } from 'pg';
import { migrations } from '../db/migrate.ts';
import { bulkLoad } from './bulk-load.ts';
import type { DomainSeed } from './domain-seed.ts';

/**
 * Leaves the tables of a domain exactly as `seed` makes them. Rows of an earlier run are kept when they were made by the
 * same recipe on the same schema; `seed_state` says so, and is written in the transaction that makes the rows, so an
 * interrupted seed is begun anew. Returns whether rows were made.
 */
export async function ensureSeed(client: Client, seed: DomainSeed): Promise<'kept' | 'made'> {
  const { domain, rows } = seed;
  await seed.restore?.(client);
  // `0003-audit.sql`: the migrations of other domains leave these rows as they are.
  const schema = migrations.findLast((name) => name.slice(5).startsWith(domain));
  const recipe = { ...seed.recipe, ...(schema === undefined ? {} : { schema }) };
  const state = await client.query<{ recipe: unknown }>('SELECT recipe FROM reference.seed_state WHERE domain = $1', [
    domain,
  ]);
  if (isDeepStrictEqual(state.rows[0]?.recipe, recipe)) {
    await seed.reset(client);
    return 'kept';
  }
  await client.query('BEGIN');
  try {
    await client.query('DELETE FROM reference.seed_state WHERE domain = $1', [domain]);
    await bulkLoad(client, domain, () => seed.fill(client));
    await client.query('INSERT INTO reference.seed_state (domain, recipe, rows) VALUES ($1, $2, $3)', [
      domain,
      recipe,
      rows,
    ]);
    await seed.reset(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
  // Statistics for the planner, and nothing left over that autovacuum would do in the middle of a measurement.
  const tables = Object.keys(rows).map(
    (table) => `${client.escapeIdentifier(domain)}.${client.escapeIdentifier(table)}`,
  );
  await client.query(`VACUUM (ANALYZE) ${tables.join(', ')}`);
  return 'made';
}
