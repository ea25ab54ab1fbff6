/**
 * The whole reference server, five domains and all, against Express 5 + compression + cache-manager with the routes of the users
 * domain: same database, same Redis, pools and first tiers of the same size, same lifetimes, same requests. Every answer of the
 * mix is checked to say the same on both sides before anything is measured, and lies in the first tier of both by then. The
 * mix: users, posts and lists by Zipf. Interleaved slots of equal work in random order;
 * the figure is requests per second of CPU of the server process, all its threads. Bar: at least 4 times those of the peer. Exits 1
 * where the interval of 95 % lies beyond it, 2 where it straddles it, 3 without a Redis.
 * Usage: node bench/express/run.ts [pairs of slots] [seed]
 */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import autocannon from 'autocannon';
import { seededRandom } from '../../gate/core/stats/random.ts';
import { startPostgres } from '../../infra/postgres.ts';
import { startRedis } from '../../infra/redis.ts';
import { judgeBar } from '../cache/bar.ts';
import { config } from './config.ts';
import { drawMix } from './mix.ts';
import { type Side, startPeer, startReference } from './sides.ts';

const BAR = 4;
const REQUESTS_A_SLOT = 4_000;
const CONNECTIONS = 20;
const USERS = 10_000;
const POSTS = 20_000;
const WARM_UP_SLOTS = 3;
const HEADERS = { 'accept-encoding': 'gzip, br' };

const pairs = Number(process.argv[2] ?? 15);
const random = seededRandom(Number(process.argv[3] ?? 1));
const mix = drawMix(REQUESTS_A_SLOT, USERS, POSTS, random);

const releases: (() => Promise<void>)[] = [];
try {
  process.exitCode = await compare();
} finally {
  for (const release of releases.reverse()) await release();
}

async function compare(): Promise<0 | 1 | 2 | 3> {
  const directory = join(import.meta.dirname, '../../.loadline/cache');
  const postgres = await startPostgres({ directory, url: config.databaseUrl });
  releases.push(postgres.stop);
  const redis = await startRedis({ url: config.redisUrl });
  if (redis === null) {
    console.error('there is no Redis on this machine: nothing is measured');
    return 3;
  }
  releases.push(redis.stop);
  const full = await startReference(config.serverEnvironment(postgres.url, redis.url));
  releases.push(full.stop);
  const peer = await startPeer({ databaseUrl: postgres.url, redisUrl: redis.url });
  releases.push(peer.stop);

  const checked = await checkSameAnswers(peer, full);
  for (let slot = 0; slot < WARM_UP_SLOTS; slot += 1) for (const side of [peer, full]) await requestsPerSecond(side);
  const measured: [peer: number, full: number][] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const isPeerFirst = random() < 0.5;
    const first = await requestsPerSecond(isPeerFirst ? peer : full);
    const second = await requestsPerSecond(isPeerFirst ? full : peer);
    measured.push(isPeerFirst ? [first, second] : [second, first]);
  }
  const mean = (side: 0 | 1) => measured.reduce((sum, pair) => sum + pair[side], 0) / measured.length;
  console.log(
    `${checked} answers say the same; requests per CPU second: ${mean(1).toFixed(0)} of the reference server, ${mean(0).toFixed(0)} of Express`,
  );
  return judgeBar('requests per CPU second, reference server / Express', measured, { atLeast: BAR });
}

/** Asks both for everything in the mix once, which also fills their caches. Throws at the first difference. */
async function checkSameAnswers(peer: Side, full: Side): Promise<number> {
  const paths = [...new Set(mix)];
  for (const path of paths) {
    const [one, other] = await Promise.all([peer, full].map((side) => answerOf(`${side.url}${path}`)));
    if (!isDeepStrictEqual(one, other)) throw new Error(`the servers do not agree on ${path}`);
  }
  return paths.length;
}

/** What an answer says: its status, its body as data, its type, how it travelled encoded, and that it has a weak tag. */
async function answerOf(url: string): Promise<object> {
  const response = await fetch(url, { headers: HEADERS });
  const { headers, status } = response;
  const [type] = (headers.get('content-type') ?? '').split(';');
  return {
    status,
    type,
    body: await response.json(),
    encoding: headers.get('content-encoding'),
    hasWeakTag: headers.get('etag')?.startsWith('W/') ?? false,
  };
}

/** One slot: requests per second of CPU. Throws where an answer is not 200. */
async function requestsPerSecond(side: Side): Promise<number> {
  const before = await side.cpuSeconds();
  const result = await autocannon({
    url: side.url,
    connections: CONNECTIONS,
    amount: REQUESTS_A_SLOT,
    headers: HEADERS,
    requests: mix.map((path) => ({ path })),
  });
  const after = await side.cpuSeconds();
  if (result['2xx'] !== REQUESTS_A_SLOT)
    throw new Error(`${side.url}: ${result['2xx']} of ${REQUESTS_A_SLOT} answered`);
  return REQUESTS_A_SLOT / (after - before);
}
