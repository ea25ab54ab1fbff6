/** One process of the storm: says when its cache is connected, waits for "go", and tells how often it loaded. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCache } from '../../reference-server/cache/create-cache.ts';
import { jsonCodec } from '../../reference-server/cache/json-codec.ts';
import { createRedisClient } from '../../reference-server/cache/redis-client.ts';
import { systemClock } from '../../reference-server/system-clock.ts';

const [url = '', callers = '1'] = process.argv.slice(2);
const kv = createRedisClient({ url, deadlineMs: 5000 });
if (!kv.isReady) await new Promise<void>((resolve) => kv.onReady(resolve));
const l1 = { maxEntries: 100, maxBytes: 1e6 };
const cache = createCache<string>({
  namespace: 'storm',
  l1,
  l2: kv,
  codec: jsonCodec(),
  clock: systemClock,
  lease: {},
});
process.send?.('ready');
await once(process, 'message');
const values = await Promise.all(
  Array.from({ length: Number(callers) }, () => cache.getOrSet('key', () => sleep(100, 'value'), 60)),
);
if (values.some((value) => value !== 'value')) throw new TypeError('a caller got another value');
process.send?.(cache.getStats().loads);
await kv.close();
process.disconnect();
