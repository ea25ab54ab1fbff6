import type { Client } from 'pg';
import type { Logger } from '../ports.ts';

const largeTableBytes = 64 * 2 ** 20;

/**
 * Brings the tables and indexes of a schema into PostgreSQL's own cache, and large tables, which would push the rest out
 * of it again, into that of the system: a measurement does not begin on a cold disk. Where pg_prewarm cannot be had, the first requests warm up instead: said, not an error.
 */
export async function prewarm(client: Client, schema: string, log: Logger): Promise<void> {
  try {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_prewarm');
    await client.query(
      `SELECT pg_prewarm(oid, CASE WHEN relkind = 'i' OR pg_relation_size(oid) < $2 THEN 'buffer' ELSE 'read' END)
       FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'i') ORDER BY relkind DESC`,
      [schema, largeTableBytes],
    );
  } catch (error) {
    log.info({ err: error }, 'pg_prewarm cannot be used here; the first requests will be slower');
  }
}
