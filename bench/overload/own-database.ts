import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../../infra/postgres.ts';

/** An empty database beside the one that the checkout keeps: a server that fills it with few rows takes nothing from others. */
export interface OwnDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

export async function createOwnDatabase(): Promise<OwnDatabase> {
  const postgres = await startPostgres({ directory: join(import.meta.dirname, '../../.loadline/cache') });
  const name = `overload_${process.pid}`;
  await execute(postgres.url, `CREATE DATABASE ${name}`);
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async stop() {
      await execute(postgres.url, `DROP DATABASE ${name} WITH (FORCE)`);
      await postgres.stop();
    },
  };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
