import { expect, test } from 'vitest';
import { ManualClock } from '../../testing/manual-clock.ts';
import { MemoryKv, MemoryStore } from '../../testing/memory-store.ts';
import { CacheKeys, hashOf, RELATED_PATTERNS } from '../cache-keys.ts';
import { createCache } from '../create-cache.ts';
import { jsonCodec } from '../json-codec.ts';
import { warmUp } from '../warm-up.ts';
import { CacheService, cacheConfig } from './cache-service.ts';
import { buildCacheKey, HYBRID_TTL_MS, HybridCache } from './hybrid-cache.ts';
import { MAPPING_TTL_SECONDS, MappingCache } from './mapping-cache.ts';

function core() {
  const clock = new ManualClock();
  const kv = new MemoryKv(new MemoryStore(clock));
  const make = () =>
    createCache<unknown>({
      namespace: 'facades',
      l1: { maxEntries: 100, maxBytes: 1e6 },
      l2: kv,
      codec: jsonCodec(),
      clock,
      related: RELATED_PATTERNS,
    });
  return { clock, kv, make, cache: make() };
}

test('document 000: mapping configurations are kept, read and forgotten by their type', async () => {
  const { clock, kv, cache } = core();
  const mappings = new MappingCache({ cache, ping: () => kv.ping(), nowMs: () => clock.monotonicMs() });
  await mappings.setMappingConfig('dxp-tools', { tools: [1, 2] }, 3600);
  await mappings.setMappingConfig('analytics-insights', { on: true });
  expect(await mappings.getMappingConfig('dxp-tools')).toEqual({ tools: [1, 2] });
  const compute = async () => ({ rows: 3 });
  for (const parameters of [
    { area: 'content', range: '24h' },
    { range: '24h', area: 'content' },
  ]) {
    expect(await mappings.getOrCompute('dxp-tools', parameters, compute, MAPPING_TTL_SECONDS.metrics)).toEqual({
      rows: 3,
    });
  }
  expect(cache.getStats().loads).toBe(1);
  await mappings.invalidateMapping('dxp-tools');
  expect(await mappings.getMappingConfig('dxp-tools')).toBeUndefined();
  expect(await mappings.getOrCompute('dxp-tools', { area: 'content', range: '24h' }, async () => 'anew', 60)).toBe(
    'anew',
  );
  clock.advance(3600 * 1000 - 1);
  expect(await mappings.getMappingConfig('analytics-insights')).toEqual({ on: true });
  await mappings.invalidateAll();
  expect(await mappings.getMappingConfig('analytics-insights')).toBeUndefined();
  expect(mappings.getCacheMetrics()).toEqual({ hits: 3, misses: 4, errors: 0, hitRate: '42.86%' });
  expect(await mappings.healthCheck()).toEqual({ status: 'healthy', latencyMs: 0 });
  kv.link = 'down';
  expect(await mappings.healthCheck()).toEqual({ status: 'degraded', latencyMs: null });
  await mappings.setMappingConfig('dxp-tools', 1);
  expect(await mappings.getMappingConfig('dxp-tools')).toBe(1);
});

test('document 002: the cache begins with the first request, which does not wait for Redis, and counts as it says', async () => {
  const { clock, kv, make } = core();
  const cache = make();
  let connects = 0;
  const { promise, resolve } = Promise.withResolvers<MemoryKv>();
  const hybrid = new HybridCache(cache, () => {
    connects++;
    return promise;
  });
  const [first] = [hybrid.ensureRedisInitialized(), hybrid.ensureRedisInitialized()];
  expect([hybrid.isRedisHealthy(), connects]).toEqual([false, 1]);
  resolve(kv);
  await first;
  expect(hybrid.isRedisHealthy()).toBe(true);
  const key = buildCacheKey({ endpoint: '/api/analytics/patterns', userId: 'ada@example.test', days: 7 });
  expect(key).toBe(buildCacheKey({ days: 7, userId: 'ada@example.test', endpoint: '/api/analytics/patterns' }));
  expect(key).not.toBe(buildCacheKey({ days: 8, userId: 'ada@example.test', endpoint: '/api/analytics/patterns' }));
  expect(key).not.toContain('ada');
  for (let call = 0; call < 3; call++) {
    expect(await hybrid.withCache(key, HYBRID_TTL_MS.cognitiveLoad, async () => [1])).toEqual([1]);
  }
  clock.advance(2 * 60_000 - 1);
  expect(cache.peek(key)).toEqual([1]);
  clock.advance(1);
  expect(cache.peek(key)).toBeUndefined();
  await hybrid.invalidatePattern('/api/*');
  kv.link = 'down';
  expect(await hybrid.withCache(key, 1000, async () => [2])).toEqual([2]);
  expect(hybrid.getCacheStats()).toEqual({
    type: 'HYBRID_CACHE',
    l1MemorySize: 1,
    stats: { totalHits: 3, totalMisses: 2, hitRate: '60.00%', redisHits: 0, redisMisses: 1, fallbackCount: 1 },
    redisHealthy: false,
  });
  const lonely = new HybridCache(make(), () => Promise.reject(new Error('no Redis')));
  await expect(lonely.ensureRedisInitialized()).resolves.toBeUndefined();
  expect(lonely.isRedisHealthy()).toBe(false);
});

test('document 004: the service by its names, its patterns and its statistics', async () => {
  const { kv, make } = core();
  const service = new CacheService((address) => ({ cache: make(), isConnected: () => address !== null && kv.isReady }));
  await service.connect({ host: 'localhost', port: 6379 });
  await expect(service.connect({ host: 'localhost', port: 6379 })).rejects.toThrow('connected already');
  expect(await service.get(CacheKeys.user(7))).toBeNull();
  await service.set(CacheKeys.user(7), { name: 'Ada' }, 300);
  await service.set(CacheKeys.allUsers(), ['Ada']);
  expect(await service.get(CacheKeys.user(7))).toEqual({ name: 'Ada' });
  await service.deletePattern(cacheConfig.invalidation.userUpdate);
  expect([await service.get(CacheKeys.user(7)), await service.get(CacheKeys.allUsers())]).toEqual([null, null]);
  expect(await service.getOrSet('post:1', async () => 'one')).toBe('one');
  await service.delete('post:1');
  expect(await service.get('post:1')).toBeNull();
  expect(await service.getStats()).toEqual({
    l1: { size: 0, maxSize: 100, utilization: 0, hits: 1 },
    l2: { isConnected: true, hits: 0, errors: 0 },
    misses: 5,
    hitRate: (1 / 6) * 100,
  });
});

test('keys hold neither people nor secrets, and are the same for what is the same', () => {
  expect(CacheKeys.apiResponse('/api/users', 'limit=20&sort=desc')).toBe(
    CacheKeys.apiResponse('/api/users', 'sort=desc&limit=20'),
  );
  expect(CacheKeys.apiResponse('/api/users', 'limit=20')).not.toBe(CacheKeys.apiResponse('/api/users', 'limit=21'));
  const secret = 'ada@example.test';
  for (const key of [
    CacheKeys.queryResult('select $1', [secret]),
    CacheKeys.rateLimit('192.0.2.7'),
    CacheKeys.apiResponse('/a', `token=${secret}`),
  ]) {
    expect(key).toMatch(/^(query|rate|api_cache:\/a):[\w-]{16}$/);
  }
  expect(hashOf([1, '1'])).not.toBe(hashOf(['1', 1]));
  expect(hashOf([null])).not.toBe(hashOf(['null']));
  expect(hashOf({ a: 1, b: [new Date(0), 2n] })).toBe(hashOf({ b: [new Date(0), 2n], a: 1, c: undefined }));
});

test('a warm-up loads what is not there, a few at a time, and is not stopped by what fails', async () => {
  const { make } = core();
  const cache = make();
  await cache.set('0', 'held', 60);
  let running = 0;
  let most = 0;
  const entries = Array.from({ length: 20 }, (_, key) => ({
    key: `${key}`,
    life: 60,
    load: async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      if (key === 5) throw new Error('gone');
      return key;
    },
  }));
  expect(await warmUp(cache, entries, 3)).toEqual({ loaded: 18, held: 1, failed: 1 });
  expect(most).toBe(3);
  expect(cache.peek('19')).toBe(19);
});
