/** A page at depths of the posts, by keyset (the server's own query) and by offset. Routes are named by the rows before the page. */
import type { Client } from 'pg';
import { buildCursorQuery } from '../page/pagination.ts';
import { connect, inTurn, isQuick, tell, timed, unmeasured } from './probe.ts';

const BLOCKS = 20;
const SAMPLES = isQuick ? 1 : 2;
const LIMIT = 20;
const COLUMNS = ['id', 'title', 'created_at'];
const DEPTHS = [10, 100, 1_000, 10_000, 100_000, 900_000];

const client = await connect();
try {
  await measure(client);
} finally {
  await client.end();
}

async function measure(client: Client): Promise<void> {
  const { rows } = await client.query<{ exists: boolean }>(`SELECT to_regclass('users.posts') IS NOT NULL AS exists`);
  if (rows[0]?.exists !== true) unmeasured('there are no posts: the server has never filled this database');
  const counted = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM users.posts');
  const count = counted.rows[0]?.count ?? 0;
  const depths = DEPTHS.filter((depth) => depth + LIMIT <= count);
  const cursors = await Promise.all(depths.map((depth) => idBefore(client, depth)));
  for (let block = -2; block < BLOCKS; block += 1) {
    for (const [place, depth] of depths.entries()) {
      for (const side of inTurn(Math.abs(block))) {
        const statement = side === 'with' ? keyset(cursors[place] ?? 0) : offset(depth);
        const samples: number[] = [];
        for (let sample = 0; sample < SAMPLES; sample += 1) samples.push(await timed(() => client.query(statement)));
        // The first blocks warm the pages of the table up.
        if (block >= 0) tell({ side, block, route: depth, metric: 'latency', unit: 'ms' }, { samples });
      }
    }
  }
}

/** The id of the last row before a page, newest first. */
async function idBefore(client: Client, depth: number): Promise<number> {
  const { rows } = await client.query<{ id: number }>('SELECT id FROM users.posts ORDER BY id DESC OFFSET $1 LIMIT 1', [
    depth - 1,
  ]);
  return rows[0]?.id ?? unmeasured(`there are no ${depth} posts`);
}

function keyset(id: number) {
  const cursor = { list: 'posts', sortField: 'id', sortOrder: 'desc', value: String(id), id } as const;
  const page = { limit: LIMIT, sortOrder: 'desc', cursor } as const;
  const { query, params } = buildCursorQuery({ table: 'users.posts', columns: COLUMNS, sortColumn: 'id', page });
  return { name: 'keyset', text: query, values: [...params] };
}

function offset(depth: number) {
  const text = `SELECT ${COLUMNS.join(', ')} FROM users.posts ORDER BY id DESC LIMIT $1 OFFSET $2`;
  return { name: 'offset', text, values: [LIMIT + 1, depth] };
}
