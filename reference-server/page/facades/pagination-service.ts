import type { CursorCodec, SortOrder } from '../cursor.ts';
import * as pages from '../pagination.ts';

/** What document 004 asks for where nothing is said. */
const RULES: pages.PaginationRules = {
  sortFields: ['id'],
  sortOrders: ['desc', 'asc'],
  defaultLimit: 20,
  maxLimit: 100,
};

/** How a page is asked for, in the words of document 004. The cursor is the text that a client hands back. */
export interface PageWish {
  readonly cursor?: string | null | undefined;
  readonly limit?: number;
  readonly sortField?: string;
  readonly sortOrder?: SortOrder;
}

export interface PaginationServiceOptions {
  /** What is paged through: a cursor of another list is refused. */
  readonly list: string;
  readonly cursors: CursorCodec;
  /** Default: by id, the newest first, 20 rows and at most 100. */
  readonly rules?: pages.PaginationRules;
}

/** Keyset pagination of one list by the names of document 004. Rows have an `id`. */
export class PaginationService {
  readonly #of: { readonly list: string; readonly cursors: CursorCodec; readonly rules: pages.PaginationRules };

  constructor({ list, cursors, rules = RULES }: PaginationServiceOptions) {
    this.#of = { list, cursors, rules };
  }

  /** Reads `limit`, `sort`, `order` and `cursor` of a query string. Throws HttpError 400, as every list of the server does. */
  parsePaginationParams(query: { readonly cursor?: unknown }): Required<PageWish> {
    const { limit, sortField, sortOrder } = pages.parsePaginationParams(query, this.#of);
    return { cursor: query.cursor === undefined ? null : String(query.cursor), limit, sortField, sortOrder };
  }

  /** `table` and `columns` (default: all) are words of our own; TypeError otherwise. Throws HttpError 400 for all else that is amiss. */
  buildCursorQuery({
    table,
    columns = ['*'],
    ...wish
  }: PageWish & { readonly table: string; readonly columns?: readonly string[] }): pages.CursorQuery {
    for (const word of [table, ...columns])
      if (!/^(?:\*|[a-z_][\w.]*)$/i.test(word)) throw new TypeError(`not a name: ${word}`);
    const page = this.#check(wish);
    return pages.buildCursorQuery({ table, columns, sortColumn: page.sortField, page });
  }

  createPaginatedResponse<Row extends { readonly id: number }>(rows: readonly Row[], wish: PageWish): pages.Page<Row> {
    return pages.createPaginatedResponse(rows, this.#check(wish), this.#of.cursors);
  }

  #check({ cursor, limit, sortField, sortOrder }: PageWish): pages.PaginationParams {
    const query = {
      ...(cursor === null || cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit: String(limit) }),
      ...(sortField === undefined ? {} : { sort: sortField }),
      ...(sortOrder === undefined ? {} : { order: sortOrder }),
    };
    return pages.parsePaginationParams(query, this.#of);
  }
}
