/**
 * A statement of each of document 002's query classes on a million posts and their users, with PostgreSQL a zone away: as it is, and where the
 * planner may use no index. Routes are named by the class.
 */
import { Client } from 'pg';
import { NET_ROUND_TRIP_MS } from '../lab/network.ts';
import { NetworkProxy } from '../lab/network-proxy.ts';
import { databaseUrl, inTurn, requirePosts, tell, timed } from './probe.ts';

const BLOCKS = 20;
const SAMPLES = 4;
const MOST_USERS = 1_000;
const CLASSES = {
  cached: 'SELECT id, name, status FROM users.users WHERE id = $1',
  critical: 'SELECT id, title FROM users.posts WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20',
  default: 'SELECT count(*)::int AS posts FROM users.posts WHERE user_id = $1',
  'long-running': 'SELECT status, count(*)::int AS users FROM users.users WHERE id > $1 GROUP BY status',
} as const;
const NO_INDEX = ['indexscan', 'indexonlyscan', 'bitmapscan'].map((way) => `SET enable_${way} = off`).join(';');

await requirePosts();
const url = new URL(databaseUrl());
const proxy = await NetworkProxy.start({ pg: { host: url.hostname, port: Number(url.port || 5432) } });
url.hostname = '127.0.0.1';
url.port = String(proxy.portOf('pg'));
await proxy.set('pg', { kind: 'up', roundTripMs: NET_ROUND_TRIP_MS.zone });
const clients = { with: new Client(url.href), without: new Client(url.href) };
try {
  await clients.with.connect();
  await clients.without.connect();
  await clients.without.query(NO_INDEX);
  for (let block = -1; block < BLOCKS; block += 1) {
    for (const [route, text] of Object.entries(CLASSES)) await measure(block, route, text);
  }
} finally {
  await Promise.all([clients.with.end(), clients.without.end()]);
  await proxy.stop();
}

async function measure(block: number, route: string, text: string): Promise<void> {
  for (const side of inTurn(Math.abs(block))) {
    const samples: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const user = 1 + (((block + 1) * SAMPLES + sample) % MOST_USERS);
      samples.push(await timed(() => clients[side].query({ name: route, text, values: [user] })));
    }
    // The first block warms the pages of the tables up.
    if (block >= 0) tell({ side, block, route, metric: 'query', unit: 'ms' }, { samples });
  }
}
