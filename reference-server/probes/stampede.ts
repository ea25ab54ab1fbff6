/**
 * How often a value is loaded when it has ended and many ask at once: by the cache core, and by a cache-aside that looks, loads and sets. By
 * one instance and by eight that share a Redis and take a lease; with a loader that brings the value and with one that fails.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cache } from '../cache/cache.ts';
import { createCache } from '../cache/create-cache.ts';
import { jsonCodec } from '../cache/json-codec.ts';
import type { KvClient } from '../cache/kv-client.ts';
import { systemClock } from '../system-clock.ts';
import { inTurn, openRedis, tell } from './probe.ts';

const BLOCKS = 20;
const CALLERS = 50;
const INSTANCES = 8;
const LOAD_MS = 5;

const kvs = await Promise.all(Array.from({ length: INSTANCES }, openRedis));
try {
  for (let block = 0; block < BLOCKS; block += 1) {
    for (const side of inTurn(block)) {
      for (const loader of ['ok', 'failing'] as const) {
        const key = `${side}-${block}-${loader}`;
        for (const [route, stores] of [
          [`1 instance, loader ${loader}`, [null]],
          [`8 instances, loader ${loader}`, kvs],
        ] as const) {
          const numerator = await loads({ side, key, isFailing: loader === 'failing', stores });
          tell({ side, block, route, metric: 'loads-per-expiry', unit: 'loads' }, { numerator, denominator: 1 });
        }
      }
    }
  }
} finally {
  await Promise.all(kvs.map((kv) => kv.close()));
}

interface Storm {
  readonly side: 'with' | 'without';
  readonly key: string;
  readonly isFailing: boolean;
  /** One an instance. */
  readonly stores: readonly (KvClient | null)[];
}

/** Loads of one storm. Throws where a caller got anything but the value, or the loader's error. */
async function loads({ side, key, isFailing, stores }: Storm): Promise<number> {
  let count = 0;
  const load = async () => {
    count += 1;
    await sleep(LOAD_MS);
    if (isFailing) throw new Error('the loader fails');
    return 'value';
  };
  const caches = stores.map((l2) =>
    createCache<string>({
      namespace: 'storm',
      l1: { maxEntries: 100, maxBytes: 1e6 },
      l2,
      codec: jsonCodec(),
      clock: systemClock,
      ...(l2 === null ? {} : { lease: {} }),
    }),
  );
  const ask = (cache: Cache<string>) => (side === 'with' ? cache.getOrSet(key, load, 60) : byHand(cache, key, load));
  const callers = caches.flatMap((cache) => Array.from({ length: CALLERS }, () => ask(cache)));
  for (const end of await Promise.allSettled(callers)) {
    const isRight = isFailing ? end.status === 'rejected' : end.status === 'fulfilled' && end.value === 'value';
    if (!isRight) throw new TypeError(`a caller got ${JSON.stringify(end)}`);
  }
  await caches[0]?.delete(key);
  for (const cache of caches) cache.close();
  return count;
}

async function byHand(cache: Cache<string>, key: string, load: () => Promise<string>): Promise<string> {
  const found = await cache.get(key);
  if (found !== undefined) return found;
  const value = await load();
  await cache.set(key, value, { ttlSeconds: 60 });
  return value;
}
