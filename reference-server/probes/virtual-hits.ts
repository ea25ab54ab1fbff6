/**
 * Hit rates that hours of requests come to, on a clock of the probe's: the cache core with the times to live of each document, and with a
 * minute for everything. The trace: requests a second at random moments, each for a key drawn by Zipf's law with exponent 1. A block is as long
 * as the document keeps a value, and four of them warm up. Routes are named by document and kind.
 */
import type { CacheClock } from '../cache/cache-clock.ts';
import { createCache } from '../cache/create-cache.ts';
import { jsonCodec } from '../cache/json-codec.ts';
import { seededRng } from '../seeded-rng.ts';
import { tell } from './probe.ts';

const BLOCKS = 24;
const WARM_UP_BLOCKS = 4;
const MINUTE_S = 60;

/** What is asked for, how often, and how long it is kept as the document says. */
const KINDS = [
  { route: '000 mappings', keys: 600, perSecond: 5, ttlSeconds: 3_600 },
  { route: '000 rules', keys: 3, perSecond: 0.05, ttlSeconds: 1_800 },
  { route: '000 metrics', keys: 8, perSecond: 0.25, ttlSeconds: 300 },
  { route: '001 tasks', keys: 600, perSecond: 20, ttlSeconds: 180 },
  { route: '002 analytics', keys: 300, perSecond: 10, ttlSeconds: 300 },
  { route: '004 users', keys: 2_000, perSecond: 40, ttlSeconds: 300 },
] as const;

for (const kind of KINDS) {
  await simulate('with', kind, kind.ttlSeconds);
  await simulate('without', kind, MINUTE_S);
}

async function simulate(side: 'with' | 'without', kind: (typeof KINDS)[number], keptSeconds: number): Promise<void> {
  const blockMs = kind.ttlSeconds * 1_000;
  const rng = seededRng(1);
  let now = 0;
  const clock: CacheClock = { monotonicMs: () => now, wallMs: () => now };
  const l1 = { maxEntries: 5_000, maxBytes: 1e8 };
  const cache = createCache<string>({ namespace: 'hits', l1, l2: null, codec: jsonCodec(), clock, rng, jitter: 0.1 });
  const keyOf = zipf(kind.keys, () => rng.next());
  const counts = Array.from({ length: BLOCKS }, () => ({ hits: 0, requests: 0 }));
  const endMs = (WARM_UP_BLOCKS + BLOCKS) * blockMs;
  while (true) {
    now += (-Math.log(1 - rng.next()) * 1_000) / kind.perSecond;
    if (now >= endMs) break;
    const key = `key:${keyOf()}`;
    const isHit = cache.peek(key) !== undefined;
    if (!isHit) await cache.set(key, 'value', { ttlSeconds: keptSeconds });
    const count = counts[Math.floor(now / blockMs) - WARM_UP_BLOCKS];
    if (count === undefined) continue;
    count.requests += 1;
    if (isHit) count.hits += 1;
  }
  cache.close();
  for (const [block, { hits, requests }] of counts.entries()) {
    const place = { side, block, route: kind.route, metric: 'hit-rate', unit: 'share', better: 'higher' } as const;
    tell(place, { numerator: hits, denominator: requests });
  }
}

/** Draws 1 to `size` with odds in proportion to 1 / number. */
function zipf(size: number, random: () => number): () => number {
  const sums: number[] = [];
  let sum = 0;
  for (let number = 1; number <= size; number += 1) {
    sum += 1 / number;
    sums.push(sum);
  }
  return () => {
    const point = random() * sum;
    let [low, high] = [0, size - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sums[middle] ?? 0) > point) high = middle;
      else low = middle + 1;
    }
    return low + 1;
  };
}
