/**
 * What an L2 hit costs beside a raw ioredis GET of the same bytes: reads one after the other over one connection each to a Redis on
 * loopback, in turn and in random order, wall time a read. Values are bytes: what a codec costs is the codec's. Exits 1 where the interval lies beyond the bar, 2 where it straddles it,
 * 3 without a Redis. Usage: node bench/cache/l2.ts [rounds] [seed]
 */
import { Redis } from 'ioredis';
import { seededRandom } from '../../gate/core/stats/random.ts';
import { startRedis } from '../../infra/redis.ts';
import { createCache } from '../../reference-server/cache/create-cache.ts';
import { createRedisClient } from '../../reference-server/cache/redis-client.ts';
import type { ValueCodec } from '../../reference-server/cache/value-codec.ts';
import { systemClock } from '../../reference-server/system-clock.ts';
import { samplePage } from '../micro/sample-page.ts';
import { judgeBar } from './bar.ts';
import { config } from './config.ts';

const BAR = 1.25;
const KEYS = 500;
const READS = 1500;
const WARM_UP_ROUNDS = 4;
const TTL_SECONDS = 3600;
const bytesCodec: ValueCodec<Buffer> = {
  encode: (bytes) => bytes,
  decode: (bytes) => bytes,
  weigh: (bytes) => bytes.length,
};
const rounds = Number(process.argv[2] ?? 25);
const random = seededRandom(Number(process.argv[3] ?? 1));

const redis = await startRedis({ url: config.redisUrl });
if (redis === null) {
  console.error('there is no Redis on this machine: nothing is measured');
  process.exit(3);
}
const raw = new Redis(redis.url);
const kv = createRedisClient({ url: redis.url, deadlineMs: 5000 });
try {
  if (!kv.isReady) await new Promise<void>((resolve) => kv.onReady(resolve));
  // An L1 that holds one value: the next key is never in it.
  const l1 = { maxEntries: 1, maxBytes: 2 ** 30 };
  const cache = createCache({ namespace: 'bench', l1, l2: kv, codec: bytesCodec, clock: systemClock });
  const keys = Array.from({ length: KEYS }, (_, index) => `page:${index}`);
  const body = Buffer.from(JSON.stringify(samplePage(20)));
  for (const key of keys) await cache.set(key, body, TTL_SECONDS);
  const loader = () => Promise.reject(new Error('a hit loads nothing'));

  const sides = {
    raw: async (key: string) => (await raw.getBuffer(`bench:${key}`))?.length ?? Number.NaN,
    cache: async (key: string) => (await cache.getOrSet(key, loader, TTL_SECONDS)).length,
  };
  const pairs: [number, number][] = [];
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    const taken = { raw: 0, cache: 0 };
    for (let index = 0; index < READS; index += 1) {
      const key = keys[index % KEYS] ?? '';
      for (const side of random() < 0.5 ? (['raw', 'cache'] as const) : (['cache', 'raw'] as const)) {
        const startedAt = performance.now();
        const bytes = await sides[side](key);
        taken[side] += (performance.now() - startedAt) / READS;
        if (!(bytes > 0)) throw new TypeError('a key was gone');
      }
    }
    if (round >= 0) pairs.push([taken.raw, taken.cache]);
  }
  const { l2Hits, misses } = cache.getStats();
  if (l2Hits !== (rounds + WARM_UP_ROUNDS) * READS || misses > 0) throw new TypeError('L2 was not what was measured');
  const [base] = pairs
    .map(([ms]) => ms)
    .sort((one, other) => one - other)
    .slice(rounds >> 1);
  console.log(`raw GET: ${((base ?? Number.NaN) * 1000).toFixed(0)} µs`);
  process.exitCode = judgeBar('L2 hit / raw GET of the same bytes', pairs, { atMost: BAR });
} finally {
  raw.disconnect();
  await kv.close();
  await redis.stop();
}
