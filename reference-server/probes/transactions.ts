/**
 * A transaction of three statements on a million posts, on a pool's connection and on one that is opened for it. Routes are named by how far
 * away the database is: `net 0`, `net zone`.
 */
import { Client } from 'pg';
import { NET_ROUND_TRIP_MS } from '../lab/network.ts';
import { NetworkProxy } from '../lab/network-proxy.ts';
import type { SqlPool } from '../ports.ts';
import { openPool } from './open-pool.ts';
import { databaseUrl, inTurn, isQuick, requirePosts, tell, timed } from './probe.ts';

const BLOCKS = 24;
const SAMPLES = isQuick ? 6 : 12;
const MOST_USERS = 1_000;

/** What a request that writes a post looks at first. */
const STATEMENTS = [
  { name: 'author', text: 'SELECT id, name, status FROM users.users WHERE id = $1' },
  {
    name: 'latest',
    text: 'SELECT id, title FROM users.posts WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20',
  },
  { name: 'count', text: 'SELECT count(*)::int AS posts FROM users.posts WHERE user_id = $1' },
] as const;

const direct = new URL(databaseUrl());
await requirePosts();
const proxy = await NetworkProxy.start({ pg: { host: direct.hostname, port: Number(direct.port || 5432) } });
const through = new URL(direct);
through.hostname = '127.0.0.1';
through.port = String(proxy.portOf('pg'));
const pool = await openPool(through.href);
try {
  for (const net of ['0', 'zone'] as const) {
    await proxy.set('pg', { kind: 'up', roundTripMs: NET_ROUND_TRIP_MS[net] });
    for (let block = -1; block < BLOCKS; block += 1) await measure(pool, `net ${net}`, block);
  }
} finally {
  await pool.close();
  await proxy.stop();
}

async function measure(pool: SqlPool, route: string, block: number): Promise<void> {
  for (const side of inTurn(Math.abs(block))) {
    const samples: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const user = 1 + (((block + 1) * SAMPLES + sample) % MOST_USERS);
      samples.push(await timed(() => (side === 'with' ? pooled(pool, user) : alone(user))));
    }
    if (block >= 0) tell({ side, block, route, metric: 'transaction', unit: 'ms' }, { samples });
  }
}

async function pooled(pool: SqlPool, user: number): Promise<void> {
  await pool.transaction(async (session) => {
    for (const statement of STATEMENTS) await session.query({ ...statement, values: [user] });
  });
}

async function alone(user: number): Promise<void> {
  const client = new Client({ connectionString: through.href });
  await client.connect();
  try {
    await client.query('BEGIN');
    for (const { text } of STATEMENTS) await client.query(text, [user]);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
