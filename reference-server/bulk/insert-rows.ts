import type { Timing } from '../http/timing.ts';
import { variantOfRequest } from '../lab/variant.ts';
import type { SqlStatement } from '../ports.ts';

/** A pool, or a transaction of one. */
export interface StatementRunner {
  query<Row extends object>(statement: SqlStatement, timing?: Timing): Promise<readonly Row[]>;
}

/** Rows that are to be written. Table, columns and types are our own words, never a client's. */
export interface NewRows {
  /** Under which the statement is prepared. */
  readonly name: string;
  readonly table: string;
  /** Column → its type. */
  readonly columns: Readonly<Record<string, string>>;
  /** Values in the order of the columns. */
  readonly rows: readonly (readonly unknown[])[];
  /** What is told of each row that was written. */
  readonly returning: string;
}

/** PostgreSQL counts the values of a statement in 16 bits. */
const MOST_VALUES = 65_535;

/**
 * Writes rows by one statement however many they are, and returns what it tells of each, in their order. A variant of the lab may
 * write them in another way, which may then be no longer all or nothing.
 */
export async function insertRows<Row extends object>(
  sql: StatementRunner,
  rows: NewRows,
  timing?: Timing,
): Promise<readonly Row[]> {
  const { kind, size } = bulkStyle() ?? { kind: 'unnest', size: null };
  const run = (statement: SqlStatement) => sql.query<Row>({ ...statement, timeout: 'critical' }, timing);
  if (kind === 'parallel') {
    return (await Promise.all(rows.rows.map((row) => run(valuesStatement(rows, [row]))))).flat();
  }
  const statementOf = kind === 'unnest' ? unnestStatement : valuesStatement;
  const most = Math.floor(MOST_VALUES / Object.keys(rows.columns).length);
  const step = kind === 'single' ? 1 : Math.min(size ?? rows.rows.length, kind === 'values' ? most : Infinity);
  const written: Row[] = [];
  for (let from = 0; from < rows.rows.length; from += step) {
    written.push(...(await run(statementOf(rows, rows.rows.slice(from, from + step)))));
  }
  return written;
}

/** How a variant writes many rows; `size`: rows a statement, `null`: all at once. */
export interface BulkStyle {
  readonly kind: 'unnest' | 'values' | 'parallel' | 'single';
  readonly size: number | null;
}

/** That of this request; `undefined`: as it is without a variant. */
export function bulkStyle(): BulkStyle | undefined {
  const { bulk } = variantOfRequest.getStore()?.switches ?? {};
  return bulk === undefined ? undefined : readBulkStyle(bulk);
}

/** Reads `unnest-100`, `values`, `parallel` …; `undefined`: it is none of ours. */
export function readBulkStyle(text: string): BulkStyle | undefined {
  if (text === 'parallel' || text === 'single') return { kind: text, size: null };
  const [, kind, digits] = /^(unnest|values)(?:-([1-9]\d{0,3}))?$/.exec(text) ?? [];
  if (kind !== 'unnest' && kind !== 'values') return undefined;
  return { kind, size: digits === undefined ? null : Number(digits) };
}

/** A list a column: its text is the same for any number of rows, so it is prepared once. */
function unnestStatement({ name, table, columns, returning }: NewRows, rows: NewRows['rows']): SqlStatement {
  const names = Object.keys(columns).join(', ');
  const lists = Object.values(columns).map((type, place) => `$${place + 1}::${type}[]`);
  return {
    name,
    text: `
      INSERT INTO ${table} (${names})
      SELECT ${names} FROM unnest(${lists.join(', ')}) WITH ORDINALITY AS given (${names}, place)
      ORDER BY place RETURNING ${returning}`,
    values: lists.map((_, place) => rows.map((row) => row[place])),
  };
}

function valuesStatement({ name, table, columns, returning }: NewRows, rows: NewRows['rows']): SqlStatement {
  const names = Object.keys(columns);
  const lists = rows.map(
    (_, row) => `(${names.map((_name, place) => `$${row * names.length + place + 1}`).join(', ')})`,
  );
  return {
    name: `${name}-values-${rows.length}`,
    text: `INSERT INTO ${table} (${names.join(', ')}) VALUES ${lists.join(', ')} RETURNING ${returning}`,
    values: rows.flat(),
  };
}
