import type { Client } from 'pg';

interface Definition {
  readonly drop: string;
  readonly add: string;
}

/**
 * Empties the tables of a schema, lets `fill` fill them without indexes and keys, and builds these again: several times
 * faster than keeping them up row by row. Their definitions come from the catalogue, so that the migrations stay the only
 * place that has them. Must run inside a transaction; the rows that were there before are gone.
 */
export async function bulkLoad(client: Client, schema: string, fill: () => Promise<void>): Promise<void> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = $1`,
    [schema],
  );
  await client.query(`TRUNCATE ${tables.map(({ name }) => name).join(', ')} RESTART IDENTITY`);

  // Foreign keys lean on primary keys: dropped first, added last.
  const definitions = [
    ...(await keys(client, schema, ['p', 'u'])),
    ...(await indexes(client, schema)),
    ...(await keys(client, schema, ['f'])),
  ];
  for (const { drop } of definitions.toReversed()) await client.query(drop);
  await fill();
  for (const { add } of definitions) await client.query(add);
}

/** Those of partitions come and go with the table that they belong to. `p`: primary, `u`: unique, `f`: foreign (pg_constraint.contype). */
async function keys(client: Client, schema: string, types: readonly string[]): Promise<readonly Definition[]> {
  const { rows } = await client.query<Definition>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
            format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS add
     FROM pg_constraint
     WHERE connamespace = $1::regnamespace AND contype::text = ANY ($2) AND conparentid = 0
     ORDER BY conrelid, conname`,
    [schema, types],
  );
  return rows;
}

/** Those that do not belong to a key. The catalogue defines that of a partitioned table as one without its partitions: ON ONLY. */
async function indexes(client: Client, schema: string): Promise<readonly Definition[]> {
  const { rows } = await client.query<Definition>(
    `SELECT format('DROP INDEX %s', indexrelid::regclass) AS drop,
            replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') AS add
     FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
     WHERE relnamespace = $1::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
       AND NOT relispartition
     ORDER BY indexrelid`,
    [schema],
  );
  return rows;
}
