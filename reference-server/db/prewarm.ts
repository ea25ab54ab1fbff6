import type { Client } from 'pg';
import type { Logger } from '../ports.ts';

/**
 * Brings the rows of a schema into the system's file cache and its indexes into PostgreSQL's own, so that a measurement
 * does not begin on a cold disk. Where pg_prewarm cannot be had, the first requests warm up instead: said, not an error.
 */
export async function prewarm(client: Client, schema: string, log: Logger): Promise<void> {
  try {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_prewarm');
    await client.query(
      `SELECT pg_prewarm(oid, CASE relkind WHEN 'i' THEN 'buffer' ELSE 'read' END)
       FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'i') ORDER BY relkind DESC`,
      [schema],
    );
  } catch (error) {
    log.info({ err: error }, 'pg_prewarm cannot be used here; the first requests will be slower');
  }
}
