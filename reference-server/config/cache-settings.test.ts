import { expect, test } from 'vitest';
import { cacheSettings } from './cache-settings.ts';
import { readConfig } from './config.ts';
import { serverSettings } from './server-settings.ts';

const cacheOf = (variables: Readonly<Record<string, string>>) => serverSettings(readConfig(variables).settings).cache;

test('as it is set the cache spreads lifetimes, refreshes early, keeps absences, and serves stale answers only for want of others', () => {
  expect(cacheOf({})).toEqual({
    keyPrefix: 'api_cache',
    l1: { maxEntries: 5_000, maxBytes: 104_857_600, admission: 'lru' },
    jitter: 0.1,
    earlyRefresh: 1,
    life: { graceSeconds: 300, whileStale: 'wait', negativeTtlSeconds: 10 },
    errorTtlMs: 1_000,
    lease: null,
    breaker: { failures: 5, windowMs: 10_000, cooldownMs: 1_000, pauseMs: 50 },
    compression: null,
    fallback: 'l1',
    bus: 'pubsub',
  });
});

test('each of it can be turned on and off by a variable', () => {
  expect(
    cacheOf({
      CACHE_KEY_PREFIX: 'shop:1',
      CACHE_JITTER: '0',
      CACHE_EARLY_REFRESH: '0',
      CACHE_GRACE: '0',
      CACHE_WHILE_STALE: 'revalidate',
      CACHE_NEGATIVE_TTL: '0',
      CACHE_ERROR_TTL: '20',
      CACHE_LEASE: 'on',
      CACHE_BREAKER: 'off',
      CACHE_COMPRESSION: 'zstd-3',
      CACHE_FALLBACK: 'db',
      CACHE_BUS: 'tracking',
      CACHE_ADMISSION: 'tinylfu',
    }),
  ).toMatchObject({
    keyPrefix: 'shop:1',
    jitter: 0,
    earlyRefresh: 0,
    life: { graceSeconds: 0, whileStale: 'revalidate', negativeTtlSeconds: 0 },
    errorTtlMs: 20,
    lease: { ttlMs: 5_000, waitMs: 3_000 },
    breaker: null,
    compression: { name: 'zstd-3', minBytes: 1_024 },
    fallback: 'db',
    bus: 'tracking',
    l1: { admission: 'tinylfu' },
  });
  expect(readConfig({ CACHE_L2_DEADLINE: '20' }).settings['cache.l2.deadlineMs'].value).toBe(20);
});

test.each([
  ['CACHE_KEY_PREFIX', 'users*'],
  ['CACHE_ADMISSION', 'fifo'],
  ['CACHE_JITTER', '1.1'],
  ['CACHE_EARLY_REFRESH', '-1'],
  ['CACHE_GRACE', 'long'],
  ['CACHE_WHILE_STALE', 'never'],
  ['CACHE_NEGATIVE_TTL', '-1'],
  ['CACHE_ERROR_TTL', '1s'],
  ['CACHE_LEASE', 'yes'],
  ['CACHE_BREAKER', '1'],
  ['CACHE_L2_DEADLINE', '0'],
  ['CACHE_COMPRESSION', 'br-11'],
  ['CACHE_FALLBACK', 'none'],
  ['CACHE_BUS', 'on'],
])('%s=%s is refused', (variable, value) => {
  expect(() => readConfig({ [variable]: value })).toThrowError(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});

test('every number of it says where it comes from', () => {
  for (const { source } of Object.values(cacheSettings)) expect(source).toMatch(/^(ours|00[0-4] [A-Z])/);
});
