import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { InfraError } from './infra-error.ts';

/** Names of databases, and of the roles that own them; as long as each other. */
const names = { baseline: 'loadline_side_a', candidate: 'loadline_side_b' } as const;
type Side = keyof typeof names;
const sides: readonly Side[] = ['baseline', 'candidate'];

/** Written on the baseline once it is filled: an interrupted fill is begun again. */
const filled = 'filled for comparisons';

/** For explanations and for a warm start; the roles of the sides may not make them. */
const extensions = ['pg_stat_statements', 'pg_prewarm'];

export interface SideDatabases {
  /** With user and password: not for logs, records or reports. */
  readonly urls: Readonly<Record<Side, string>>;
  /** Gives the places back; the databases stay. */
  close(): Promise<void>;
}

/**
 * One database and one login role for each side, in one PostgreSQL, kept from run to run. A baseline that was never filled is
 * handed to `fill`, and the candidate is then made as its copy: both have their rows in the same places, and only one of them had to be
 * filled. `url`: that of a user who may make roles and databases. Throws InfraError SIDES_BUSY where another run has them.
 */
export async function openSideDatabases(options: {
  readonly url: string;
  /** Whether a database may be copied with what its role owns: only where the user of `url` may do everything. */
  readonly canCopy: boolean;
  readonly fill: ((url: string) => Promise<void>) | null;
}): Promise<SideDatabases> {
  const { url, canCopy, fill } = options;
  const admin = await connect(url);
  try {
    await takeSides(admin);
    const urls = {
      baseline: await makeRole(admin, url, 'baseline'),
      candidate: await makeRole(admin, url, 'candidate'),
    };
    await makeDatabase(admin, 'baseline');
    await addExtensions(url, names.baseline);
    if (fill !== null && !(await isFilled(admin))) {
      await fill(urls.baseline);
      await admin.query(`COMMENT ON DATABASE ${names.baseline} IS '${filled}'`);
      if (canCopy) await admin.query(`DROP DATABASE IF EXISTS ${names.candidate}`);
    }
    if (canCopy && !(await isThere(admin, names.candidate))) await copyBaseline(admin, url);
    await makeDatabase(admin, 'candidate');
    for (const side of sides) await addExtensions(url, names[side]);
    return { urls, close: () => admin.end() };
  } catch (cause) {
    await admin.end();
    throw cause;
  }
}

/** The lock belongs to the connection: it ends with this process, however that ends. */
async function takeSides(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ taken: boolean }>(
    `SELECT pg_try_advisory_lock(hashtext('loadline-sides')) AS taken`,
  );
  if (rows[0]?.taken) return;
  throw new InfraError({
    code: 'SIDES_BUSY',
    message: 'another comparison uses the databases of both sides on this PostgreSQL',
    advice: 'Wait until it ends, or leave DATABASE_URL out: each comparison then has a PostgreSQL of its own.',
  });
}

/** The role of a side, with a new password each time. */
async function makeRole(admin: Client, url: string, side: Side): Promise<string> {
  const name = names[side];
  const password = randomBytes(24).toString('hex');
  const { rowCount } = await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
  await admin.query(`${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${name} LOGIN PASSWORD '${password}'`);
  return withDatabase(url, name, { name, password });
}

async function isThere(admin: Client, database: string): Promise<boolean> {
  const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  return rowCount !== 0;
}

async function makeDatabase(admin: Client, side: Side): Promise<void> {
  if (!(await isThere(admin, names[side]))) await admin.query(`CREATE DATABASE ${names[side]} OWNER ${names[side]}`);
}

async function isFilled(admin: Client): Promise<boolean> {
  const { rowCount } = await admin.query(
    `SELECT FROM pg_database WHERE datname = $1 AND shobj_description(oid, 'pg_database') = $2`,
    [names.baseline, filled],
  );
  return rowCount !== 0;
}

async function copyBaseline(admin: Client, url: string): Promise<void> {
  const { baseline, candidate } = names;
  await admin.query(`CREATE DATABASE ${candidate} TEMPLATE ${baseline} STRATEGY FILE_COPY`);
  try {
    const client = await connect(withDatabase(url, candidate));
    await client.query(`REASSIGN OWNED BY ${baseline} TO ${candidate}`).finally(() => client.end());
    // What the role owns outside this database, the baseline's own, went with it.
    await admin.query(`ALTER DATABASE ${baseline} OWNER TO ${baseline}`);
    await admin.query(`ALTER DATABASE ${candidate} OWNER TO ${candidate}`);
  } catch (cause) {
    await admin.query(`DROP DATABASE ${candidate}`);
    throw cause;
  }
}

async function addExtensions(url: string, database: string): Promise<void> {
  const client = await connect(withDatabase(url, database));
  try {
    for (const extension of extensions) {
      // Without them explanations are shorter and the start is colder: no reason to stop.
      await client.query(`CREATE EXTENSION IF NOT EXISTS ${extension}`).catch(() => {});
    }
  } finally {
    await client.end();
  }
}

function withDatabase(
  url: string,
  database: string,
  user?: { readonly name: string; readonly password: string },
): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  if (user !== undefined) {
    changed.username = user.name;
    changed.password = user.password;
  }
  return changed.href;
}

async function connect(url: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'loadline sides',
  });
  // A lost connection also rejects the statement under way; without a listener it would end the process first.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (cause) {
    throw new InfraError({
      code: 'POSTGRES_UNREACHABLE',
      message: `no connection to the PostgreSQL of both sides: ${cause instanceof Error ? cause.message : String(cause)}`,
      advice: 'Check DATABASE_URL and its rights (it must be able to make roles and databases), or leave it out.',
      cause,
    });
  }
}
