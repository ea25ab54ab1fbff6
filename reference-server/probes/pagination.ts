/**
 * A page at depths of a table, newest first, by keyset (the server's own query) and by offset. Routes are named by the rows before the page.
 * `posts`: a million posts by their id; `spelled-out`: users by time and id, the row comparison spelled out with OR.
 */
import type { Client } from 'pg';
import { buildCursorQuery } from '../page/pagination.ts';
import { connect, inTurn, mode, requirePosts, tell, timed, unmeasured } from './probe.ts';

const BLOCKS = 20;
const LIMIT = 20;
const COLUMNS = ['id', 'created_at'];
const LISTS = {
  posts: {
    table: 'users.posts',
    sortColumn: 'id',
    order: 'id DESC',
    depths: [10, 100, 1_000, 10_000, 100_000, 900_000],
  },
  'spelled-out': {
    table: 'users.users',
    sortColumn: 'created_at',
    order: 'created_at DESC, id DESC',
    depths: [10, 50, 250, 1_250, 6_250, 31_250, 90_000],
  },
} as const;

interface Row {
  readonly id: number;
  readonly created_at: string;
}

const { table, sortColumn, order, depths: wanted } = LISTS[mode === 'spelled-out' ? mode : 'posts'];
await requirePosts();
const client = await connect();
try {
  await measure(client);
} finally {
  await client.end();
}

async function measure(client: Client): Promise<void> {
  const counted = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
  const count = counted.rows[0]?.count ?? 0;
  const depths = wanted.filter((depth) => depth + LIMIT <= count);
  const rows: Row[] = [];
  for (const depth of depths) rows.push(await rowBefore(client, depth));
  for (let block = -2; block < BLOCKS; block += 1) {
    for (const [place, depth] of depths.entries()) {
      for (const side of inTurn(Math.abs(block))) {
        const row = rows[place] ?? unmeasured(`there are no ${depth} rows`);
        const statement = side === 'with' ? keyset(row) : offset(depth);
        const took = await timed(() => client.query(statement));
        // The first blocks warm the pages of the table up.
        if (block >= 0) tell({ side, block, route: depth, metric: 'latency', unit: 'ms' }, { samples: [took] });
      }
    }
  }
}

/** The last row before a page. */
async function rowBefore(client: Client, depth: number): Promise<Row> {
  const text = `SELECT id, created_at::text FROM ${table} ORDER BY ${order} OFFSET $1 LIMIT 1`;
  const { rows } = await client.query<Row>(text, [depth - 1]);
  return rows[0] ?? unmeasured(`there are no ${depth} rows`);
}

function keyset({ id, created_at }: Row) {
  const value = sortColumn === 'id' ? String(id) : created_at;
  const cursor = { list: table, sortField: sortColumn, sortOrder: 'desc', value, id } as const;
  const page = { limit: LIMIT, sortOrder: 'desc', cursor } as const;
  const { query, params } = buildCursorQuery({
    table,
    columns: COLUMNS,
    sortColumn,
    page,
    hasOr: mode === 'spelled-out',
  });
  return { name: 'keyset', text: query, values: [...params] };
}

function offset(depth: number) {
  const text = `SELECT ${COLUMNS.join(', ')} FROM ${table} ORDER BY ${order} LIMIT $1 OFFSET $2`;
  return { name: 'offset', text, values: [LIMIT + 1, depth] };
}
