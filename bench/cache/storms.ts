/**
 * How often the loader runs when many want what is not there: counts that have to be exact, of caches as the server makes them for a
 * domain, by its settings. 1,000 callers in one process; 8 processes of 50 callers over one Redis, with the lease; 200 callers over
 * 20 ms whose loader fails, by itself or as the database is gone. Exits 1 where a count is
 * another, 3 without a Redis. Usage: node bench/cache/storms.ts
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis } from '../../infra/redis.ts';
import type { CacheMaker } from '../../reference-server/cache-maker.ts';
import { databaseUnavailable } from '../../reference-server/db/query-failure.ts';
import { judgeCount } from './bar.ts';
import { config } from './config.ts';
import { serverCaches } from './server-caches.ts';

const PROCESSES = 8;
const CALLERS = 50;

/** A database that is there, and one that is not. */
const THERE = { query: async () => [] };
const GONE = { query: () => Promise.reject(databaseUnavailable(new Error('connection refused'))) };

async function misses(): Promise<number> {
  const cache = serverCaches(null).ofDomain('storm', THERE).queries;
  const load = () => sleep(20, [{ value: 1 }]);
  await Promise.all(Array.from({ length: 1000 }, () => cache.getOrSet('key', load, 60)));
  return cache.getStats().loads;
}

async function failures(
  pool: Parameters<CacheMaker['ofDomain']>[1],
  error: Error,
): Promise<readonly [loads: number, rejected: number]> {
  const cache = serverCaches(null).ofDomain('storm', pool).queries;
  const load = () => sleep(5).then(() => Promise.reject(error));
  const callers = Array.from({ length: 200 }, async (_, index) => {
    await sleep(index / 10);
    return cache.getOrSet('key', load, 60);
  });
  const ends = await Promise.allSettled(callers);
  return [cache.getStats().loads, ends.filter((end) => end.status === 'rejected' && end.reason === error).length];
}

async function processes(url: string): Promise<number> {
  const script = join(import.meta.dirname, 'storm-process.ts');
  const children = Array.from({ length: PROCESSES }, () => fork(script, [url, String(CALLERS)]));
  try {
    await Promise.all(children.map((child) => once(child, 'message')));
    const answers = children.map((child) => loadsOf(child));
    for (const child of children) child.send('go');
    return (await Promise.all(answers)).reduce((sum, loads) => sum + loads, 0);
  } finally {
    for (const child of children) child.kill();
  }
}

async function loadsOf(child: ChildProcess): Promise<number> {
  const [answer] = await once(child, 'message');
  return Number(answer);
}

const redis = await startRedis({ url: config.redisUrl });
if (redis === null) {
  console.error('there is no Redis on this machine: nothing is measured');
  process.exit(3);
}
try {
  const [loads, rejected] = await failures(THERE, new Error('the loader is broken'));
  const [loadsInOutage, rejectedInOutage] = await failures(GONE, databaseUnavailable(new Error('connection refused')));
  process.exitCode = Math.max(
    judgeCount('loads of 1,000 concurrent misses', await misses(), 1),
    judgeCount(`loads of ${PROCESSES} processes of ${CALLERS} callers with the lease`, await processes(redis.url), 1),
    judgeCount('loads of 200 callers over 20 ms whose loader fails after 5', loads, 1),
    judgeCount('of them got its error', rejected, 200),
    judgeCount('loads of 200 callers over 20 ms while the database is gone', loadsInOutage, 1),
    judgeCount('of them got its error', rejectedInOutage, 200),
  );
} finally {
  await redis.stop();
}
