/** What compressed values take in Redis, by its own MEMORY USAGE, against values as they are: JSON of 2, 10 and 100 kB. */
import { Redis } from 'ioredis';
import { createCache } from '../cache/create-cache.ts';
import { jsonCodec } from '../cache/json-codec.ts';
import { systemClock } from '../system-clock.ts';
import { config } from './config.ts';
import { inTurn, openRedis, tell } from './probe.ts';

const BLOCKS = 20;
const ROWS = [15, 72, 715];

const kv = await openRedis();
const redis = new Redis(config.redisUrl ?? '');
try {
  for (let block = 0; block < BLOCKS; block += 1) {
    for (const side of inTurn(block)) await measure(side, block);
  }
} finally {
  redis.disconnect();
  await kv.close();
}

async function measure(side: 'with' | 'without', block: number): Promise<void> {
  const namespace = `probe-${side}-${block}`;
  const cache = createCache<object>({
    namespace,
    l1: { maxEntries: 10, maxBytes: 1e7 },
    l2: kv,
    codec: jsonCodec(),
    clock: systemClock,
    compression: side === 'with' ? { name: 'gzip-1', minBytes: 1_024 } : null,
  });
  for (const rows of ROWS) await cache.set(`rows:${rows}`, rowsOf(rows, block), { ttlSeconds: 60 });
  const keys = await redis.keys(`*${namespace}*rows:*`);
  if (keys.length !== ROWS.length) throw new Error(`${keys.length} of ${ROWS.length} values reached Redis`);
  let bytes = 0;
  for (const key of keys) bytes += (await redis.memory('USAGE', key)) ?? 0;
  tell({ side, block, metric: 'redis-memory', unit: 'bytes' }, { numerator: bytes, denominator: keys.length });
  await redis.del(...keys);
  cache.close();
}

function rowsOf(rows: number, block: number): object {
  return Array.from({ length: rows }, (_, index) => {
    const id = block * 10_007 + index * 31;
    return {
      id,
      email: `user${id}@example.org`,
      name: `Reader ${(id * 7_919) % 9_973}`,
      status: 'active',
      createdAt: new Date(1.7e12 + id * 61_000),
    };
  });
}
