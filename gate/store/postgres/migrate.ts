import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';

const MIGRATIONS = join(import.meta.dirname, 'migrations');

/** Any number that nobody else locks by: what one process migrates, the others wait for. */
const LOCK = 7_226_130_417;

/** Brings the tables up to date: every file of `migrations/` once, in order, each with its note in one transaction. */
export async function migrate(pool: Pool): Promise<void> {
  const files = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).sort();
  if (files.length === 0) throw new TypeError(`there are no migrations in ${MIGRATIONS}`);
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS loadline_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const { rows } = await client.query<{ name: string }>('SELECT name FROM loadline_migrations');
    for (const name of files.filter((file) => !rows.some((row) => row.name === file))) {
      await client.query(await readFile(join(MIGRATIONS, name), 'utf8'));
      await client.query('INSERT INTO loadline_migrations (name) VALUES ($1)', [name]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
