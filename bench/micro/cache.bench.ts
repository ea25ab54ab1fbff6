import { seededRandom } from '../../gate/core/stats/random.ts';
import { startRedis } from '../../infra/redis.ts';
import type { Cache } from '../../reference-server/cache/cache.ts';
import { createCache } from '../../reference-server/cache/create-cache.ts';
import type { KvClient } from '../../reference-server/cache/kv-client.ts';
import { createRedisClient } from '../../reference-server/cache/redis-client.ts';
import { bodyCodec, CachedBody } from '../../reference-server/http/cached-body.ts';
import { systemClock } from '../../reference-server/system-clock.ts';
import { readConfig } from './config.ts';
import type { MicroSuite, MicroTask } from './micro-suite.ts';
import { samplePage } from './sample-page.ts';

const KEYS = 10_000;
const READS = 1 << 14;
const TTL_SECONDS = 600;

/** The two-tier cache: bodies of 2.9 kB, 10,000 keys read in random order; the second tier is a real Redis on loopback. */
export async function createSuite(): Promise<MicroSuite> {
  const random = seededRandom(1);
  const keys = Array.from({ length: KEYS }, (_, i) => `user:${i}`);
  const reads = Array.from({ length: READS }, () => keys[Math.floor(random() * KEYS)] ?? '');
  const body = CachedBody.ofJson(samplePage(20));

  const l1 = createCache({ ...shared('l1', KEYS * 2), l2: null });
  for (const key of keys) await l1.set(key, body, TTL_SECONDS);

  const redis = await startRedis({ url: readConfig().redisUrl });
  const tasks = [peek(l1, reads), getOrSet('getOrSet, l1 hit', l1, reads), set(l1, reads, body)];
  if (redis === null) {
    console.error('cache: there is no Redis on this machine, "getOrSet, l2 hit" is not measured');
    return { name: 'cache', tasks };
  }
  // A deadline that a busy machine keeps: one missed, and what is measured is how L2 is passed by.
  const l2 = createRedisClient({ url: redis.url, deadlineMs: 5000 });
  await ready(l2);
  // An L1 that holds one body: the next key is never in it, so every read goes to L2.
  const l1l2 = createCache({ ...shared('l2', 1), l2 });
  for (const key of keys) await l1l2.set(key, body, TTL_SECONDS);
  const close = async () => {
    const { l2Hits, l2Errors, misses } = l1l2.getStats();
    if (l2Hits === 0 || l2Errors + misses > l2Hits / 100) {
      throw new TypeError(`L2 was not what was measured: ${JSON.stringify({ l2Hits, l2Errors, misses })}`);
    }
    await l2.close();
    await redis.stop();
  };
  return { name: 'cache', tasks: [...tasks, getOrSet('getOrSet, l2 hit', l1l2, reads)], close };
}

function shared(namespace: string, maxEntries: number) {
  return { namespace, l1: { maxEntries, maxBytes: 2 ** 30 }, codec: bodyCodec, clock: systemClock };
}

function peek(cache: Cache<CachedBody>, reads: readonly string[]): MicroTask {
  return {
    name: 'peek, l1 hit',
    kind: 'sync',
    run: (operations) => {
      let bytes = 0;
      for (let i = 0; i < operations; i += 1) bytes += cache.peek(reads[i & (READS - 1)] as string)?.weight ?? 0;
      return bytes;
    },
  };
}

function getOrSet(name: string, cache: Cache<CachedBody>, reads: readonly string[]): MicroTask {
  const missing = async (): Promise<CachedBody> => CachedBody.ofJson(samplePage(20));
  let next = 0;
  return {
    name,
    kind: 'async',
    run: async (operations) => {
      let bytes = 0;
      for (let i = 0; i < operations; i += 1) {
        const { weight } = await cache.getOrSet(reads[next++ & (READS - 1)] as string, missing, TTL_SECONDS);
        bytes += weight;
      }
      return bytes;
    },
  };
}

function set(cache: Cache<CachedBody>, reads: readonly string[], body: CachedBody): MicroTask {
  return {
    name: 'set, l1',
    kind: 'async',
    run: async (operations) => {
      for (let i = 0; i < operations; i += 1) await cache.set(reads[i & (READS - 1)] as string, body, TTL_SECONDS);
      return operations;
    },
  };
}

async function ready(client: KvClient): Promise<void> {
  while (!client.isReady) await new Promise<void>((resolve) => client.onReady(resolve));
}
