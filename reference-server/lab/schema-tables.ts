import type { Client } from 'pg';

/** A table of a schema as it must be said to make it again. Definitions are PostgreSQL's own words, its names with their schema. */
export interface SchemaTable {
  readonly name: string;
  /** `RANGE (created_at)`; `null`: it has no partitions. */
  readonly partitionKey: string | null;
  /** Name and bound: `FOR VALUES FROM … TO …`, or `DEFAULT`. */
  readonly partitions: readonly { readonly name: string; readonly bound: string }[];
  /** Columns that number themselves, with the sequence that does it. */
  readonly identities: readonly { readonly column: string; readonly sequence: string }[];
  readonly indexes: readonly { readonly definition: string }[];
  readonly keys: readonly {
    readonly name: string;
    readonly definition: string;
    readonly isPrimaryOfOneColumn: boolean;
  }[];
  readonly references: readonly { readonly name: string; readonly definition: string }[];
  readonly hasId: boolean;
}

const TABLES = `
  SELECT relname AS name,
    CASE relkind WHEN 'p' THEN pg_get_partkeydef(class.oid) END AS "partitionKey",
    (SELECT coalesce(json_agg(json_build_object('name', child.relname, 'bound', pg_get_expr(child.relpartbound, child.oid))
       ORDER BY child.relname), '[]')
     FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid WHERE inhparent = class.oid) AS partitions,
    (SELECT coalesce(json_agg(json_build_object('column', attname,
       'sequence', pg_get_serial_sequence(format('%I.%I', $1::text, relname), attname))), '[]')
     FROM pg_attribute WHERE attrelid = class.oid AND attidentity <> '') AS identities,
    (SELECT coalesce(json_agg(json_build_object('definition', pg_get_indexdef(indexrelid)) ORDER BY indexrelid), '[]')
     FROM pg_index WHERE indrelid = class.oid
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))) AS indexes,
    (SELECT coalesce(json_agg(json_build_object('name', conname, 'definition', pg_get_constraintdef(oid),
       'isPrimaryOfOneColumn', contype = 'p' AND cardinality(conkey) = 1) ORDER BY oid), '[]')
     FROM pg_constraint WHERE conrelid = class.oid AND contype IN ('p', 'u')) AS keys,
    (SELECT coalesce(json_agg(json_build_object('name', conname, 'definition', pg_get_constraintdef(oid)) ORDER BY oid), '[]')
     FROM pg_constraint WHERE conrelid = class.oid AND contype = 'f' AND conparentid = 0) AS references,
    EXISTS (SELECT FROM pg_attribute WHERE attrelid = class.oid AND attname = 'id') AS "hasId"
  FROM pg_class AS class
  WHERE relnamespace = $1::text::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
  ORDER BY relname`;

/** The tables of a schema, partitions under the table that they belong to. */
export async function readTables(client: Client, schema: string): Promise<readonly SchemaTable[]> {
  return (await client.query<SchemaTable>(TABLES, [schema])).rows;
}
