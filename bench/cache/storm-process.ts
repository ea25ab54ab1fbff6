/** One process of the storm, with the server's cache and a deadline for eight processes on two cores: says when its cache is connected, waits for "go", and tells how often it loaded. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRedisClient } from '../../reference-server/cache/redis-client.ts';
import { serverCaches } from './server-caches.ts';

const [url = '', callers = '1'] = process.argv.slice(2);
const kv = createRedisClient({ url, deadlineMs: 5000 });
if (!kv.isReady) await new Promise<void>((resolve) => kv.onReady(resolve));
const { queries: cache } = serverCaches(kv, { CACHE_LEASE: 'on' }).ofDomain('storm', { query: async () => [] });
process.send?.('ready');
await once(process, 'message');
const values = await Promise.all(
  Array.from({ length: Number(callers) }, () => cache.getOrSet('key', () => sleep(100, [{ value: 1 }]), 60)),
);
if (values.some(([row]) => JSON.stringify(row) !== '{"value":1}')) throw new TypeError('a caller got another value');
process.send?.(cache.getStats().loads);
await kv.close();
process.disconnect();
