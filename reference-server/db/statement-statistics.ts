import type { Client } from 'pg';
import type { Logger, SqlPool } from '../ports.ts';

/** What one statement, its values left out, has cost since the database counts. */
export interface StatementTotals {
  readonly text: string;
  readonly calls: number;
  readonly ms: number;
}

/** Has the database count its statements, where the user may make extensions: said, not an error. */
export async function countStatements(client: Client, log: Logger): Promise<void> {
  try {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  } catch (error) {
    log.info({ err: error }, 'pg_stat_statements cannot be made here; the lab cannot tell statements apart');
  }
}

/** Those of this database and this role, the costliest first, 200 at most; this one left out. Rejects where nobody counts. */
export async function readStatements(pool: SqlPool): Promise<readonly StatementTotals[]> {
  return pool.query<StatementTotals>({
    name: 'statement_totals',
    text: `SELECT query AS text, sum(calls)::float8 AS calls, sum(total_exec_time) AS ms
           FROM pg_stat_statements
           WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
             AND userid = (SELECT oid FROM pg_roles WHERE rolname = current_user)
             AND query NOT LIKE '%pg_stat_statements%'
           GROUP BY query ORDER BY ms DESC LIMIT 200`,
  });
}
