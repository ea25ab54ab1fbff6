import { Client } from 'pg';
import { migrate } from '../db/migrate.ts';
import { prewarm } from '../db/prewarm.ts';
import { runtimeRole } from '../db/runtime-role.ts';
import { countStatements } from '../db/statement-statistics.ts';
import type { Logger } from '../ports.ts';
import { ServerError } from '../server-error.ts';
import type { DomainSeed } from './domain-seed.ts';
import { ensureSeed } from './ensure-seed.ts';

export interface PreparedDatabase {
  /** `18.4` */
  readonly version: string;
  /** Role for the statements of the running server; `null`: that of the URL. */
  readonly role: string | null;
  /** Signs cursors; the same after each restart. */
  readonly cursorSecret: string;
}

/**
 * Migrates and seeds the database behind `url`, and warms it up. Servers that start at the same time on one database do
 * this one after the other: the lock belongs to the connection and ends with it, however this process ends.
 */
export async function prepareDatabase(
  url: string,
  seeds: readonly DomainSeed[],
  log: Logger,
): Promise<PreparedDatabase> {
  const client = await connect(url);
  try {
    await client.query(`SELECT pg_advisory_lock(hashtext('reference-server'))`);
    await migrate(client);
    for (const seed of seeds) {
      const began = performance.now();
      const outcome = await ensureSeed(client, seed);
      if (outcome === 'made') {
        log.info(
          { ...seed.rows, seconds: Math.round((performance.now() - began) / 100) / 10 },
          `seeded ${seed.domain}`,
        );
      }
      await prewarm(client, seed.domain, log);
    }
    await countStatements(client, log);
    const role = await runtimeRole(
      client,
      seeds.map(({ domain }) => domain),
    );
    if (role === null) log.warn({}, 'the database user may not make roles: statements run as that user');
    const { rows } = await client.query<{ version: string; secret: string }>(
      `SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
              (SELECT value FROM reference.secret WHERE name = 'cursor') AS secret`,
    );
    const { version = '', secret = '' } = rows[0] ?? {};
    return { version, role, cursorSecret: secret };
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<Client> {
  const advice =
    'Check that it runs and that DATABASE_URL names it, its user and its password; or leave DATABASE_URL out.';
  if (!/^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new ServerError({ code: 'CONFIG_INVALID', message: 'DATABASE_URL is not a URL of PostgreSQL', advice });
  }
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'reference-server setup',
  });
  // A lost connection also rejects the statement under way; without a listener it would end the process first.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (cause) {
    // Several addresses tried in vain make an AggregateError without a message.
    const { message = '', code = '' }: { message?: string; code?: string } = cause instanceof Error ? cause : {};
    throw new ServerError({
      code: 'DATABASE_UNREACHABLE',
      message: `no connection to PostgreSQL: ${message || code}`,
      advice,
      cause,
    });
  }
  return client;
}
