/** What Redis takes more with every answer of document 000's domain in it: mappings, lists and rules as they lie in the database. */
import { Redis } from 'ioredis';
import { createCache } from '../cache/create-cache.ts';
import { jsonCodec } from '../cache/json-codec.ts';
import { systemClock } from '../system-clock.ts';
import { config } from './config.ts';
import { connect, openRedis, tell, unmeasured } from './probe.ts';

const BLOCKS = 20;

const client = await connect();
const kv = await openRedis();
const redis = new Redis(config.redisUrl ?? '');
try {
  const values = await answers();
  for (let block = 0; block < BLOCKS; block += 1) {
    tell({ side: 'without', block, metric: 'redis-used-memory', unit: 'bytes' }, { value: await used() });
    const namespace = `probe-growth-${block}`;
    const cache = createCache<object>({
      namespace,
      l1: { maxEntries: 1, maxBytes: 1e6 },
      l2: kv,
      codec: jsonCodec(),
      clock: systemClock,
    });
    await Promise.all(values.map((value, index) => cache.set(`answer:${index}`, value, { ttlSeconds: 600 })));
    const keys = await redis.keys(`*${namespace}*`);
    if (keys.length < values.length) throw new Error(`${keys.length} of ${values.length} answers reached Redis`);
    tell({ side: 'with', block, metric: 'redis-used-memory', unit: 'bytes' }, { value: await used() });
    await redis.del(...keys);
    cache.close();
  }
} finally {
  redis.disconnect();
  await kv.close();
  await client.end();
}

async function answers(): Promise<readonly object[]> {
  const { rows: tables } = await client.query<{ name: string | null }>(
    `SELECT to_regclass('opal.mappings')::text AS name`,
  );
  if (tables[0]?.name == null) unmeasured('there are no mappings: the server has never filled this database');
  const mappings = await client.query<object>('SELECT * FROM opal.mappings');
  const rules = await client.query<object>('SELECT * FROM opal.rules');
  return [...mappings.rows, mappings.rows, rules.rows];
}

async function used(): Promise<number> {
  const [, bytes] = /^used_memory:(\d+)/m.exec(await redis.info('memory')) ?? [];
  return Number(bytes);
}
