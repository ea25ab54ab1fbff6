/** How often a value is loaded when it has ended and many ask at once: by the cache core, and by a cache-aside that looks, loads and sets. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createCache } from '../cache/create-cache.ts';
import { jsonCodec } from '../cache/json-codec.ts';
import { systemClock } from '../system-clock.ts';
import { inTurn, tell } from './probe.ts';

const BLOCKS = 24;
const CALLERS = 50;
const LOAD_MS = 5;

for (let block = 0; block < BLOCKS; block += 1) {
  for (const side of inTurn(block)) {
    tell({ side, block, metric: 'loads-per-expiry', unit: 'loads' }, { numerator: await loads(side), denominator: 1 });
  }
}

async function loads(side: 'with' | 'without'): Promise<number> {
  const l1 = { maxEntries: 100, maxBytes: 1e6 };
  const cache = createCache<string>({ namespace: 'storm', l1, l2: null, codec: jsonCodec(), clock: systemClock });
  let count = 0;
  const load = () => {
    count += 1;
    return sleep(LOAD_MS, 'value');
  };
  const ask = async () => {
    if (side === 'with') return cache.getOrSet('key', load, 60);
    const found = await cache.get('key');
    if (found !== undefined) return found;
    const value = await load();
    await cache.set('key', value, { ttlSeconds: 60 });
    return value;
  };
  const values = await Promise.all(Array.from({ length: CALLERS }, ask));
  if (values.some((value) => value !== 'value')) throw new TypeError('a caller got another value');
  cache.close();
  return count;
}
