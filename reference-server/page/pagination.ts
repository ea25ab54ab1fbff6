import { fieldsOf } from '../http/fields.ts';
import { HttpError } from '../http/http-error.ts';
import { variantOfRequest } from '../lab/variant.ts';
import type { CursorCodec, CursorPosition, SortOrder } from './cursor.ts';

/** What a list lets its clients choose. */
export interface PaginationRules {
  /** Fields to sort by; the first is the default. */
  readonly sortFields: readonly [string, ...string[]];
  readonly sortOrders: readonly [SortOrder, ...SortOrder[]];
  readonly defaultLimit: number;
  readonly maxLimit: number;
}

/** What the client chose, checked. */
export interface PaginationParams {
  readonly list: string;
  readonly limit: number;
  readonly sortField: string;
  readonly sortOrder: SortOrder;
  /** `null`: the first page. */
  readonly cursor: CursorPosition | null;
}

/** Reads `limit`, `sort`, `order` and `cursor` of a query string. Throws HttpError 400 with INVALID_LIMIT, _SORT, _ORDER or _CURSOR. */
export function parsePaginationParams(
  query: unknown,
  { list, rules, cursors }: { readonly list: string; readonly rules: PaginationRules; readonly cursors: CursorCodec },
): PaginationParams {
  const given = fieldsOf(query);
  const sortField = chosen(given.sort, rules.sortFields, 'INVALID_SORT', 'sort');
  const sortOrder = chosen(given.order, rules.sortOrders, 'INVALID_ORDER', 'order');
  const limit = given.limit === undefined ? rules.defaultLimit : Number(wholeNumber(given.limit));
  if (!(limit >= 1 && limit <= rules.maxLimit)) {
    throw refused('INVALID_LIMIT', `limit must be a whole number from 1 to ${rules.maxLimit}`);
  }
  const order = { list, sortField, sortOrder };
  const byDepth = pageAtDepth(given, order);
  if (byDepth !== undefined) return { ...order, limit, cursor: byDepth };
  const cursor = given.cursor === undefined ? null : cursors.decode(String(given.cursor), order);
  return { ...order, limit, cursor };
}

/**
 * In a variant that pages by offset `depth` says how many rows stand before the page, and a cursor beside it nothing; where keysets
 * are compared it is the other way round, so that variants are asked by one URL. `undefined`: this is for the cursor to say.
 */
function pageAtDepth(
  { depth, cursor }: { readonly depth?: unknown; readonly cursor?: unknown },
  order: Pick<CursorPosition, 'list' | 'sortField' | 'sortOrder'>,
): CursorPosition | null | undefined {
  const variant = variantOfRequest.getStore();
  if (variant === undefined) return undefined;
  if (variant.switches.pagination !== 'offset') {
    const isAskedFor = depth !== undefined && depth !== '0';
    if (isAskedFor && cursor === undefined) throw refused('INVALID_OFFSET', 'this variant pages by cursor');
    return undefined;
  }
  if (depth === undefined && cursor !== undefined) throw refused('INVALID_OFFSET', 'this variant pages by depth');
  if (depth === undefined || depth === '0') return null;
  const rowsBefore = Number(wholeNumber(depth));
  if (Number.isNaN(rowsBefore)) throw refused('INVALID_OFFSET', 'depth is a whole number');
  return { ...order, value: 'depth', id: rowsBefore, rowsBefore };
}

/** Rows that make up a list, in whatever order. */
export interface ListQuestion {
  readonly table: string;
  readonly columns: readonly string[];
  /** Column of the sort field. */
  readonly sortColumn: string;
  readonly filter?: { readonly column: string; readonly value: unknown };
  /** Further conditions of our own words, with `$1` for the first of `values`. */
  readonly conditions?: readonly string[];
  readonly values?: readonly unknown[];
}

/** A statement for one page and one row more, which tells whether another page follows. */
export interface CursorQuery {
  readonly query: string;
  readonly params: readonly unknown[];
  readonly limit: number;
  readonly fetchLimit: number;
}

/**
 * Keyset pagination: reads on from the cursor's row through an index, so the hundred-thousandth page costs what the first
 * one costs. Needs an index on (filter,) sort column, id; ids are unique. The row comparison is what lets PostgreSQL use
 * it: the same condition spelled out with OR reads every row before the cursor.
 * Table, columns and filter column are our own words, never a client's.
 */
export function buildCursorQuery(
  options: ListQuestion & {
    readonly page: Pick<PaginationParams, 'limit' | 'sortOrder' | 'cursor'>;
    /** So many rows are read and thrown away, whatever the cursor; `null` (default): none. */
    readonly offset?: number | null;
    /** The row comparison is spelled out with OR: what it is measured against. */
    readonly hasOr?: boolean;
  },
): CursorQuery {
  const { table, columns, sortColumn, page, offset = null, hasOr = false } = options;
  const { limit, sortOrder } = page;
  const cursor = offset === null ? page.cursor : null;
  const { conditions, params } = conditionsOf(options);
  const beyond = sortOrder === 'asc' ? '>' : '<';
  if (cursor !== null && sortColumn === 'id') conditions.push(`id ${beyond} $${params.push(cursor.id)}`);
  else if (cursor !== null) {
    const [value, id] = [`$${params.push(cursor.value)}`, `$${params.push(cursor.id)}`];
    conditions.push(
      hasOr
        ? `(${sortColumn} ${beyond} ${value} OR (${sortColumn} = ${value} AND id ${beyond} ${id}))`
        : // The first half says nothing new, but by it alone PostgreSQL leaves out partitions: it does not look into a row comparison.
          `${sortColumn} ${beyond}= ${value} AND (${sortColumn}, id) ${beyond} (${value}, ${id})`,
    );
  }
  const order = (sortColumn === 'id' ? ['id'] : [sortColumn, 'id'])
    .map((column) => `${column} ${sortOrder}`)
    .join(', ');
  const fetchLimit = limit + 1;
  const limited = `ORDER BY ${order} LIMIT $${params.push(fetchLimit)}`;
  const skipped = offset === null ? '' : ` OFFSET $${params.push(offset)}`;
  const query = `SELECT ${columns.join(', ')} FROM ${table}${wherever(conditions)} ${limited}${skipped}`;
  return { query, params, limit, fetchLimit };
}

/** The WHERE of all rows of a list. */
export function whereOf(question: ListQuestion): { readonly where: string; readonly params: readonly unknown[] } {
  const { conditions, params } = conditionsOf(question);
  return { where: wherever(conditions), params };
}

function conditionsOf({ filter, conditions = [], values = [] }: ListQuestion) {
  const params: unknown[] = [...values];
  const all: string[] = [...conditions];
  if (filter !== undefined) all.push(`${filter.column} = $${params.push(filter.value)}`);
  return { conditions: all, params };
}

function wherever(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}

/** One page as the client sees it. */
export interface Page<Row> {
  readonly data: readonly Row[];
  readonly pagination: {
    readonly limit: number;
    readonly sort: string;
    readonly order: SortOrder;
    readonly hasMore: boolean;
    readonly nextCursor: string | null;
    /** Rows of the whole list; told where it was asked for. */
    readonly total?: number;
  };
}

/** Cuts the row that was fetched beyond the limit, and makes the cursor of the last one that stays. */
export function createPaginatedResponse<Row extends { readonly id: number }>(
  rows: readonly Row[],
  { list, limit, sortField, sortOrder }: PaginationParams,
  cursors: CursorCodec,
): Page<Row> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  const nextCursor = hasMore
    ? cursors.encode({ list, sortField, sortOrder, value: sortValue(last, sortField), id: last.id })
    : null;
  return { data, pagination: { limit, sort: sortField, order: sortOrder, hasMore, nextCursor } };
}

function sortValue(row: object, sortField: string): string | number {
  const value: unknown = Object.entries(row).find(([name]) => name === sortField)?.[1];
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError(`a row cannot be sorted by ${sortField}: ${typeof value}`);
}

function chosen<Word extends string>(
  given: unknown,
  words: readonly [Word, ...Word[]],
  code: string,
  name: string,
): Word {
  if (given === undefined) return words[0];
  const word = words.find((candidate) => candidate === given);
  if (word === undefined) throw refused(code, `${name} must be one of ${words.join(', ')}`);
  return word;
}

/** The digits of a whole number without sign or leading zero; `NaN` otherwise. */
function wholeNumber(given: unknown): string {
  return typeof given === 'string' && /^[1-9]\d{0,8}$/.test(given) ? given : 'NaN';
}

function refused(code: string, message: string): HttpError {
  return new HttpError({ statusCode: 400, code, message });
}
