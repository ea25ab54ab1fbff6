/**
 * What readers notice of an L2 that is in trouble: a real Redis that is down at the start, cut off, read-only, out of memory, or hangs.
 * In each: no read may fail, none may take longer than the deadline of L2 (and the grain of timers on a shared machine), and L2 is
 * used again within 3 s of its return. Exits 1 where one of these is not so. Usage: node bench/cache/outages.ts
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createCache } from '../../reference-server/cache/create-cache.ts';
import { jsonCodec } from '../../reference-server/cache/json-codec.ts';
import { createRedisClient } from '../../reference-server/cache/redis-client.ts';
import { systemClock } from '../../reference-server/system-clock.ts';
import { judgeCount, judgeLimit } from './bar.ts';
import { TroubledRedis } from './troubled-redis.ts';

const DEADLINE_MS = 50;
const TIMER_GRAIN_MS = 10;
const BACK_WITHIN_MS = 3000;
const READS = 300;
const PAUSE_MS = 5;

/** A trouble, and its end. */
interface Trouble {
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
}

const redis = await TroubledRedis.create();
const kv = createRedisClient({ url: `redis://127.0.0.1:${redis.linePort}`, deadlineMs: DEADLINE_MS });
// An L1 that holds one value: each read of another key needs L2.
const l1 = { maxEntries: 1, maxBytes: 1e6 };
const cache = createCache<number>({ namespace: 'outage', l1, l2: kv, codec: jsonCodec(), clock: systemClock });
let missed = 0;

const troubles: Readonly<Record<string, Trouble>> = {
  'down at the start': { begin: async () => {}, end: () => redis.start() },
  'cut off': { begin: () => redis.cut(), end: () => redis.mend() },
  'read-only': {
    begin: () => redis.command('REPLICAOF', '127.0.0.1', '1'),
    end: () => redis.command('REPLICAOF', 'NO', 'ONE'),
  },
  'out of memory': {
    begin: () => redis.command('CONFIG', 'SET', 'maxmemory', '1', 'maxmemory-policy', 'noeviction'),
    end: () => redis.command('CONFIG', 'SET', 'maxmemory', '0'),
  },
  hanging: { begin: async () => redis.signal('SIGSTOP'), end: async () => redis.signal('SIGCONT') },
};

try {
  let key = 0;
  for (const [name, { begin, end }] of Object.entries(troubles)) {
    await begin();
    let failed = 0;
    let slowestMs = 0;
    for (let read = 0; read < READS; read += 1) {
      const startedAt = performance.now();
      await cache
        .getOrSet(`${name} ${read}`, async () => read, 60)
        .catch(() => {
          failed += 1;
        });
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      // In the second half there is something to be made up for besides.
      if (read > READS / 2 && read % 10 === 0) {
        await cache.delete(`${name} ${read}`).catch(() => {
          failed += 1;
        });
      }
      await sleep(PAUSE_MS);
    }
    await end();
    const endedAt = performance.now();
    const { l2Hits } = cache.getStats();
    while (cache.getStats().l2Hits === l2Hits && performance.now() - endedAt < 4 * BACK_WITHIN_MS) {
      key += 1;
      await cache.set(`back ${key}`, key, 60);
      await cache.getOrSet(`other ${key}`, async () => key, 60);
      await cache.getOrSet(`back ${key}`, async () => key, 60);
      await sleep(PAUSE_MS);
    }
    missed += judgeCount(`${name}: reads that failed`, failed, 0);
    missed += judgeLimit(`${name}: slowest read`, slowestMs, 'ms', DEADLINE_MS + TIMER_GRAIN_MS);
    missed += judgeLimit(`${name}: back after`, performance.now() - endedAt, 'ms', BACK_WITHIN_MS);
  }
  process.exitCode = missed > 0 ? 1 : 0;
} finally {
  await kv.close();
  await redis.stop();
}
