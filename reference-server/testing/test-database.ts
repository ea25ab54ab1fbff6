import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { startPostgres } from '../../infra/postgres.ts';

/** An empty database of its own for one test file, on a real PostgreSQL. */
export interface TestDatabase {
  readonly url: string;
  /** Runs statements as the owner. */
  execute(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** Ends every connection to the database but the one this is said on. */
  cutConnections(): Promise<void>;
  stop(): Promise<void>;
}

const cacheDirectory = fileURLToPath(new URL('../../.loadline/cache', import.meta.url));

export async function startTestDatabase(): Promise<TestDatabase> {
  const postgres = await startPostgres({ directory: cacheDirectory });
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  await once(postgres.url, `CREATE DATABASE ${name}`);
  return {
    url: url.href,
    execute: (sql) => once(url.href, sql),
    async cutConnections() {
      await once(postgres.url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    },
    async stop() {
      await once(postgres.url, `DROP DATABASE ${name} WITH (FORCE)`);
      await postgres.stop();
    },
  };
}

async function once(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
