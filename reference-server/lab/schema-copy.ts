import { isDeepStrictEqual } from 'node:util';
import { Client } from 'pg';
import { prewarm } from '../db/prewarm.ts';
import { runtimeRole } from '../db/runtime-role.ts';
import type { Logger } from '../ports.ts';
import { readTables, type SchemaTable } from './schema-tables.ts';

/** What the tables of a domain are to be like. */
export interface SchemaShape {
  /** False: no index but primary keys of one column. */
  readonly hasIndexes: boolean;
  /** False: a table that has partitions is one table. */
  readonly isPartitioned: boolean;
}

/** Where the tables of a domain lie. */
export interface TablePlace {
  readonly from: string;
  /** Another schema with the same tables and rows, or the same. */
  readonly to: string;
  readonly tables: readonly string[];
}

/** What a copy was made of; stands beside it, as its schema's comment. */
interface CopyRecord {
  /** Of the maker of copies: 1 more when it makes others. */
  readonly version: number;
  readonly recipe: unknown;
  /** Highest id by table: what lies above was added later. */
  readonly highest: Readonly<Record<string, number>>;
}

const VERSION = 3;

/**
 * Has the tables of a schema stand there in a shape, in a copy of the schema with the same rows where it is not the shape that they
 * have. A copy is made once, all or nothing, and kept while the rows it was made of are the same; what was added to it since is taken
 * out again, what was changed in it is not.
 */
export async function placeTables(
  url: string,
  domain: string,
  { hasIndexes, isPartitioned }: SchemaShape,
  log: Logger,
): Promise<TablePlace> {
  const client = new Client({ connectionString: url, application_name: 'reference-server lab' });
  client.on('error', () => {});
  await client.connect();
  try {
    const tables = await readTables(client, domain);
    const isFlat = !isPartitioned && tables.some(({ partitionKey }) => partitionKey !== null);
    const place = { from: domain, to: domain, tables: tables.map(({ name }) => name) };
    if (hasIndexes && !isFlat) return place;
    const to = `lab_${domain}${isFlat ? '_flat' : ''}${hasIndexes ? '' : '_bare'}`;
    await client.query(`SELECT pg_advisory_lock(hashtext('reference-server'))`);
    const copy = new SchemaCopy(client, { ...place, to }, { hasIndexes, isPartitioned });
    if (await copy.isKept(tables)) {
      await runtimeRole(client, [to]);
      return { ...place, to };
    }
    const began = performance.now();
    await copy.make(tables);
    await runtimeRole(client, [to]);
    await client.query(`VACUUM (ANALYZE) ${tables.map(({ name }) => `${to}.${name}`).join(', ')}`);
    await prewarm(client, to, log);
    // What was written is not left to be flushed while somebody measures; a user who may not say so leaves it to PostgreSQL.
    await client.query('CHECKPOINT').catch(() => {});
    log.info({ seconds: Math.round((performance.now() - began) / 100) / 10 }, `copied ${domain} to ${to}`);
    return { ...place, to };
  } finally {
    await client.end();
  }
}

/**
 * Says of a text which names a domain's tables where they lie. Our statements name the schema of every table, so that a `search_path`
 * would change nothing about them.
 */
export function tablesIn({ from, to, tables }: TablePlace): (text: string) => string {
  if (from === to) return (text) => text;
  const name = new RegExp(`\\b${from}\\.(${tables.join('|')})\\b`, 'g');
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const changed = text.replaceAll(name, `${to}.$1`);
    // Statements are few, but for lists whose conditions a client puts together.
    if (known.size < 1_000) known.set(text, changed);
    return changed;
  };
}

/** Names of schemas and tables are our own words, and need no quotes. */
class SchemaCopy {
  readonly #client: Client;
  readonly #place: TablePlace;
  readonly #shape: SchemaShape;
  readonly #moved: (text: string) => string;

  constructor(client: Client, place: TablePlace, shape: SchemaShape) {
    this.#client = client;
    this.#place = place;
    this.#shape = shape;
    this.#moved = tablesIn(place);
  }

  /** Whether it is there, made of the same rows; takes out what was added since. */
  async isKept(tables: readonly SchemaTable[]): Promise<boolean> {
    const { to } = this.#place;
    const { rows } = await this.#client.query<{ comment: string | null }>(
      `SELECT obj_description(oid, 'pg_namespace') AS comment FROM pg_namespace WHERE nspname = $1`,
      [to],
    );
    const [schema] = rows;
    if (schema === undefined || schema.comment === null) return false;
    // Written by `make`, in the transaction that made the schema.
    const record = JSON.parse(schema.comment) as CopyRecord;
    if (record.version !== VERSION || !isDeepStrictEqual(record.recipe, await this.#recipe())) return false;
    for (const { name, hasId } of tables) {
      if (!hasId) await this.#client.query(`TRUNCATE ${to}.${name}`);
      else await this.#client.query(`DELETE FROM ${to}.${name} WHERE id > $1`, [record.highest[name] ?? 0]);
    }
    return true;
  }

  async make(tables: readonly SchemaTable[]): Promise<void> {
    const { to } = this.#place;
    await this.#client.query('BEGIN');
    try {
      await this.#client.query(`DROP SCHEMA IF EXISTS ${to} CASCADE`);
      await this.#client.query(`CREATE SCHEMA ${to}`);
      for (const table of tables) await this.#fill(table);
      for (const table of tables) await this.#index(table);
      for (const { name, references } of tables) await this.#constrain(name, references);
      await this.#client.query(`COMMENT ON SCHEMA ${to} IS ${this.#client.escapeLiteral(await this.#record(tables))}`);
      await this.#client.query('COMMIT');
    } catch (error) {
      await this.#client.query('ROLLBACK').catch(() => {});
      throw error;
    }
  }

  async #fill({ name, partitionKey, partitions, identities, hasId }: SchemaTable): Promise<void> {
    const { from, to } = this.#place;
    const isPartitioned = partitionKey !== null && this.#shape.isPartitioned;
    const by = isPartitioned ? ` PARTITION BY ${partitionKey}` : '';
    const like = `LIKE ${from}.${name} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE`;
    await this.#client.query(`CREATE TABLE ${to}.${name} (${like})${by}`);
    for (const part of isPartitioned ? partitions : []) {
      await this.#client.query(`CREATE TABLE ${to}.${part.name} PARTITION OF ${to}.${name} ${part.bound}`);
    }
    // Ids go on from those of the domain: what is the same in both is the same row.
    for (const { column, sequence } of identities) {
      await this.#client.query(
        `ALTER TABLE ${to}.${name} ALTER COLUMN ${column} SET DEFAULT nextval(${this.#client.escapeLiteral(sequence)})`,
      );
    }
    if (hasId) await this.#client.query(`INSERT INTO ${to}.${name} SELECT * FROM ${from}.${name}`);
  }

  async #index({ name, keys, indexes }: SchemaTable): Promise<void> {
    const { hasIndexes } = this.#shape;
    await this.#constrain(
      name,
      keys.filter(({ isPrimaryOfOneColumn }) => hasIndexes || isPrimaryOfOneColumn),
    );
    for (const { definition } of hasIndexes ? indexes : []) {
      await this.#client.query(this.#moved(definition).replace(' ON ONLY ', ' ON '));
    }
  }

  async #constrain(table: string, constraints: SchemaTable['references']): Promise<void> {
    for (const { name, definition } of constraints) {
      await this.#client.query(
        `ALTER TABLE ${this.#place.to}.${table} ADD CONSTRAINT ${name} ${this.#moved(definition)}`,
      );
    }
  }

  async #record(tables: readonly SchemaTable[]): Promise<string> {
    const highest: Record<string, number> = {};
    for (const { name } of tables.filter(({ hasId }) => hasId)) {
      const text = `SELECT coalesce(max(id), 0)::float8 AS id FROM ${this.#place.to}.${name}`;
      highest[name] = (await this.#client.query<{ id: number }>(text)).rows[0]?.id ?? 0;
    }
    const record: CopyRecord = { version: VERSION, recipe: await this.#recipe(), highest };
    return JSON.stringify(record);
  }

  /** What the rows of the domain were made by, and when. */
  async #recipe(): Promise<unknown> {
    const text = 'SELECT recipe, finished_at::text AS "finishedAt" FROM reference.seed_state WHERE domain = $1';
    return (await this.#client.query<object>(text, [this.#place.from])).rows[0] ?? null;
  }
}
