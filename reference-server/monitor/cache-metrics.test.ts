import { expect, test } from 'vitest';
import { createCache } from '../cache/create-cache.ts';
import { jsonCodec } from '../cache/json-codec.ts';
import { FakePool } from '../testing/fake-pool.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryKv, MemoryStore } from '../testing/memory-store.ts';
import { cacheFamilies } from './cache-families.ts';
import { cacheJson } from './cache-json.ts';
import { domainFamilies } from './domain-families.ts';
import { metricsJson } from './metrics-json.ts';
import { prometheusText } from './prometheus-text.ts';

async function statsOfUse() {
  const clock = new ManualClock();
  const kv = new MemoryKv(new MemoryStore(clock));
  const l1 = { maxEntries: 10, maxBytes: 1e6 };
  const cache = createCache<string>({ namespace: 'a', l1, l2: kv, codec: jsonCodec(), clock });
  await cache.getOrSet('a', async () => 'value', 60);
  for (let read = 0; read < 3; read++) cache.peek('a');
  return cache.getStats();
}

test('every number that a cache counts stands in both forms of /metrics', async () => {
  const stats = await statsOfUse();
  // Each has a value of its own, so that none is taken for another.
  const marked = Object.fromEntries(
    Object.entries(stats).map(([name, value], place) => [name, typeof value === 'number' ? 7_001 + 13 * place : value]),
  ) as unknown as typeof stats;
  const caches = [{ domain: 'opal', stats: marked }];
  const families = domainFamilies({
    caches,
    queryCaches: [],
    pools: [],
    answers: [],
    redisCommands: 0,
  } as unknown as Parameters<typeof domainFamilies>[0]);
  const values = families.flatMap(({ samples }) => samples.map(({ value }) => value));
  const text = JSON.stringify(cacheJson({ domain: 'opal', stats: marked }, true));
  // How large L1 may be is a setting, and stands in the JSON alone.
  const settings = ['maxEntries', 'maxBytes'];
  for (const [name, value] of Object.entries(marked)) {
    if (typeof value !== 'number') continue;
    if (!settings.includes(name)) expect(values, name).toContain(value);
    expect(text, name).toContain(String(value));
  }
});

test('the state of the breaker is told by its name, and nothing is told where there is none', async () => {
  const stats = await statsOfUse();
  const textOf = (breakerState: typeof stats.breakerState) =>
    prometheusText(cacheFamilies([{ domain: 'users', stats: { ...stats, breakerState } }]), 'prometheus');
  expect(textOf('half-open')).toContain('domain_cache_breaker_state{domain="users",state="half-open"} 1');
  expect(textOf('half-open')).toContain('domain_cache_breaker_state{domain="users",state="open"} 0');
  expect(textOf('none')).not.toContain('domain_cache_breaker_state{');
});

test('each document finds the statistics object that it prints, field by field', async () => {
  const stats = await statsOfUse();
  const documented = (domain: string) => {
    const { documented: object } = cacheJson({ domain, stats }, true) as { readonly documented?: object };
    return object;
  };
  expect(documented('opal')).toEqual({ hits: 3, misses: 1, errors: 0, hitRate: '75.00%' });
  expect(documented('learning')).toEqual({
    type: 'HYBRID_CACHE',
    l1MemorySize: 1,
    stats: { totalHits: 3, totalMisses: 1, hitRate: '75.00%', redisHits: 0, redisMisses: 1, fallbackCount: 0 },
    redisHealthy: true,
  });
  expect(documented('users')).toEqual({
    l1: { size: 1, maxSize: 10, utilization: 10, hits: 3 },
    l2: { isConnected: true, hits: 0, errors: 0 },
    misses: 1,
    hitRate: 75,
  });
  expect(documented('audit')).toBeUndefined();
});

test('what a document prints with a % is percent in its own object, and a fraction beside it', async () => {
  const stats = await statsOfUse();
  const pool = { ...new FakePool().getStats(), statements: 4, durationCounts: [4, 0, 0, 0, 0], slowStatements: 1 };
  const snapshot = {
    routes: [],
    caches: [],
    queryCaches: [{ domain: 'users', stats }],
    pools: ['users', 'opal', 'audit'].map((domain) => ({ domain, stats: pool })),
    compression: { bodies: 1, bytesIn: 1_000, bytesOut: 250, seconds: 0.004 },
    admission: { waitCounts: [] },
    memory: {},
  } as unknown as Parameters<typeof metricsJson>[0];
  const levels = { max: 20, open: 5, idle: 5, waiting: 0 };
  expect(metricsJson(snapshot)).toMatchObject({
    database: {
      users: { cacheHitRate: 0.75, documented: { avgQueryTime: 125, cacheHitRate: 75, slowQueries: 1 } },
      audit: { documented: undefined },
    },
    pool: {
      users: { poolUtilization: 0.05, documented: { ...levels, utilization: 5 } },
      opal: { poolUtilization: 0.05, documented: { ...levels, performance: { poolUtilization: 5 } } },
      audit: { documented: undefined },
    },
    compression: { compressionRate: 0.75, documented: { compressionRate: 75, bytesSaved: 750 } },
  });
});
