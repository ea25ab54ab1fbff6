import type { Timing } from '../http/timing.ts';
import { variantOfRequest } from '../lab/variant.ts';
import type { SqlPool } from '../ports.ts';
import type { CursorCodec } from './cursor.ts';
import {
  buildCursorQuery,
  createPaginatedResponse,
  type ListQuestion,
  type Page,
  type PaginationParams,
  whereOf,
} from './pagination.ts';

/** A page of a list: what to read, and how the client asked for it. */
export interface PageQuestion extends ListQuestion {
  readonly page: PaginationParams;
  readonly cursors: CursorCodec;
  /** Under which the statement is prepared; left out where its text is not always the same. */
  readonly name?: string;
  /** Rows to skip; `null` (default): those up to the cursor. */
  readonly offset?: number | null;
}

/** Reads one page. How it pages, and whether it counts, a variant of the lab may have otherwise. */
export async function loadPage<Row extends { readonly id: number }>(
  pool: SqlPool,
  question: PageQuestion,
  timing?: Timing,
): Promise<Page<Row>> {
  const { page, cursors, name } = question;
  const { pagination, count = 'none' } = variantOfRequest.getStore()?.switches ?? {};
  const offset = question.offset ?? page.cursor?.rowsBefore ?? null;
  const { query: text, params: values } = buildCursorQuery({
    ...question,
    offset,
    hasOr: pagination === 'keyset-or',
  });
  const statement = { text, values, timeout: 'cached', ...(name === undefined ? {} : { name }) } as const;
  const rows = await pool.query<Row>(statement, timing);
  const response = createPaginatedResponse(rows, page, cursors);
  if (count === 'none') return response;
  const total = await (count === 'exact' ? countRows(pool, question, timing) : estimateRows(pool, question, timing));
  return { ...response, pagination: { ...response.pagination, total } };
}

/** Reads all that it counts. */
async function countRows(pool: SqlPool, question: ListQuestion, timing?: Timing): Promise<number> {
  const { where, params: values } = whereOf(question);
  const text = `SELECT count(*)::float8 AS rows FROM ${question.table}${where}`;
  const [counted] = await pool.query<{ rows: number }>({ text, values }, timing);
  return counted?.rows ?? 0;
}

/** What the planner believes: of a whole table what the last ANALYZE saw, of a part of it what it would plan with. */
async function estimateRows(pool: SqlPool, question: ListQuestion, timing?: Timing): Promise<number> {
  const { table } = question;
  const { where, params: values } = whereOf(question);
  if (where === '') {
    const text = `SELECT greatest(reltuples, 0)::float8 AS rows FROM pg_class WHERE oid = '${table}'::regclass`;
    const [known] = await pool.query<{ rows: number }>({ text }, timing);
    return known?.rows ?? 0;
  }
  const text = `EXPLAIN (FORMAT JSON) SELECT 1 FROM ${table}${where}`;
  const [plan] = await pool.query<{ 'QUERY PLAN': readonly [{ Plan: { 'Plan Rows': number } }] }>(
    { text, values },
    timing,
  );
  return plan?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
}
