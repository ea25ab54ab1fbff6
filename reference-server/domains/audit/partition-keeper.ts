import { Client } from 'pg';
import type { Clock, Logger } from '../../ports.ts';
import { detachedName, type Month, monthsOf, partitionName } from './partitions.ts';

export interface PartitionRules {
  /** Months after the present one that have a partition before their first event. */
  readonly aheadMonths: number;
  /** Whole months before the present one that stay in the table; `null`: all. */
  readonly retainMonths: number | null;
}

/** Names of partitions, without their schema. */
export interface PartitionChanges {
  readonly created: readonly string[];
  readonly detached: readonly string[];
}

const NOTHING: PartitionChanges = { created: [], detached: [] };

/** DDL waits for readers, and everybody else waits for DDL: it gives up rather, and tries again next time. */
const LOCK_MS = 2_000;

/**
 * Makes the partitions of the months to come, and takes those out of the table that are past keeping: they stay in the database as
 * tables named `…_detached`, for whoever archives or drops them. One server does this at a time; `client` is the owner's.
 */
export async function keepPartitions(client: Client, now: Date, rules: PartitionRules): Promise<PartitionChanges> {
  const lock = await client.query<{ isOurs: boolean }>(
    `SELECT pg_try_advisory_lock(hashtext('audit-partitions')) AS "isOurs"`,
  );
  if (lock.rows[0]?.isOurs !== true) return NOTHING;
  try {
    await client.query(`SET lock_timeout = ${LOCK_MS}`);
    const present = await partitions(client);
    const until = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + rules.aheadMonths, 1) + 1);
    const missing = monthsOf(now, until).filter((month) => !present.includes(partitionName(month)));
    for (const month of missing) await createPartition(client, month);
    const detached = rules.retainMonths === null ? [] : present.filter(isBefore(now, rules.retainMonths));
    for (const name of detached) await detachPartition(client, name);
    return { created: missing.map(partitionName), detached };
  } finally {
    await client.query(`SELECT pg_advisory_unlock(hashtext('audit-partitions'))`);
  }
}

/** Does so now and every `everyMs`, until the returned function is called. What fails is logged, and tried again. */
export function startPartitionKeeper(
  url: string,
  {
    everyMs,
    clock,
    log,
    ...rules
  }: PartitionRules & { readonly everyMs: number; readonly clock: Clock; readonly log: Logger },
): () => Promise<void> {
  let work = run();
  const timer = setInterval(() => {
    work = work.then(run);
  }, everyMs).unref();
  return async () => {
    clearInterval(timer);
    await work;
  };

  async function run(): Promise<void> {
    const client = new Client({ connectionString: url, application_name: 'reference-server partitions' });
    client.on('error', () => {});
    try {
      await client.connect();
      const { created, detached } = await keepPartitions(client, new Date(clock.wallMs()), rules);
      if (created.length + detached.length > 0) log.info({ created, detached }, 'partitions of audit events');
    } catch (error) {
      log.warn({ err: error }, 'the partitions of audit events could not be kept');
    } finally {
      await client.end().catch(() => {});
    }
  }
}

/** Events of that month may lie in the default partition by now: they move. */
async function createPartition(client: Client, month: Month): Promise<void> {
  const name = `audit.${partitionName(month)}`;
  const [from, until] = [month.from.toISOString(), month.until.toISOString()];
  await inTransaction(client, [
    'LOCK TABLE audit.events_other IN ACCESS EXCLUSIVE MODE',
    `CREATE TABLE ${name} (LIKE audit.events INCLUDING DEFAULTS)`,
    `WITH moved AS (DELETE FROM audit.events_other WHERE created_at >= '${from}' AND created_at < '${until}' RETURNING *)
     INSERT INTO ${name} SELECT * FROM moved`,
    `ALTER TABLE audit.events ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${until}')`,
  ]);
}

async function detachPartition(client: Client, name: string): Promise<void> {
  await inTransaction(client, [
    `ALTER TABLE audit.events DETACH PARTITION audit.${name}`,
    `ALTER TABLE audit.${name} RENAME TO ${detachedName(name)}`,
  ]);
}

async function inTransaction(client: Client, statements: readonly string[]): Promise<void> {
  await client.query('BEGIN');
  try {
    for (const statement of statements) await client.query(statement);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function partitions(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT relname AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
    WHERE inhparent = 'audit.events'::regclass ORDER BY relname`);
  // Names of ours alone, so that they can stand in a statement.
  return rows.map(({ name }) => name).filter((name) => /^events_\d{4}_\d\d$/.test(name));
}

/** Of a name: whether its month lies wholly before those that are kept. Names of months sort as months do. */
function isBefore(now: Date, retainMonths: number): (name: string) => boolean {
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - retainMonths, 1));
  const oldest = partitionName({ from, until: from });
  return (name) => name < oldest;
}
