import { readdirSync, readFileSync } from 'node:fs';
import type { Client } from 'pg';

const folder = new URL('./migrations/', import.meta.url);

/** The migrations by rising number; each file is applied once and never changed afterwards. */
export const migrations: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .sort();

/**
 * Brings the database up to the newest migration, all or nothing. Returns the names of those it applied.
 * The caller sees to it that nobody else does so at the same time.
 */
export async function migrate(client: Client): Promise<readonly string[]> {
  await client.query('BEGIN');
  try {
    await client.query('CREATE TABLE IF NOT EXISTS public.reference_server_migrations (name text PRIMARY KEY)');
    const { rows } = await client.query<{ name: string }>('SELECT name FROM public.reference_server_migrations');
    const applied = new Set(rows.map(({ name }) => name));
    const missing = migrations.filter((name) => !applied.has(name));
    for (const name of missing) {
      await client.query(readFileSync(new URL(name, folder), 'utf8'));
      await client.query('INSERT INTO public.reference_server_migrations VALUES ($1)', [name]);
    }
    await client.query('COMMIT');
    return missing;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}
