import { ADMISSIONS } from '../cache/open-entry-store.ts';
import type { CacheSettings } from '../server-config.ts';
import type { Effective } from './overlay.ts';
import { choice, integer, real, type Setting, share } from './setting.ts';

const DAY_S = 86_400;

/** How the caches of the domains work; their times to live stand in settings.ts, as they belong to what is kept. */
export const cacheSettings = {
  'cache.keyPrefix': prefix('api_cache', {
    source: '003 Response Caching',
    note: "keyPrefix: 'api_cache'",
    variable: 'CACHE_KEY_PREFIX',
  }),
  'cache.admission': choice('lru', ADMISSIONS, {
    source: '003 Database Connection Pooling',
    note: 'LRU eviction; ours: sieve and tinylfu hold more of what is wanted, and a scan does not empty them',
    variable: 'CACHE_ADMISSION',
  }),
  'cache.jitter': share(0.1, {
    source: 'ours',
    note: 'lifetimes are spread by a tenth to either side: what was loaded together does not end together',
    variable: 'CACHE_JITTER',
  }),
  'cache.earlyRefresh': real(1, [0, 10], {
    source: 'ours',
    note: "XFetch's beta: 1 is optimal for exponential load times; 0: off",
    variable: 'CACHE_EARLY_REFRESH',
  }),
  'cache.graceSeconds': integer(300, [0, DAY_S], {
    source: 'ours',
    note: 'longer than a restart of the database; 0: off',
    variable: 'CACHE_GRACE',
  }),
  'cache.whileStale': choice('wait', ['wait', 'revalidate'], {
    source: 'ours',
    note: 'wait: stale only where the load fails, as the documents limit the age of what is kept; revalidate: at once, while it is loaded anew',
    variable: 'CACHE_WHILE_STALE',
  }),
  'cache.negativeTtlSeconds': integer(10, [0, DAY_S], {
    source: 'ours',
    note: 'of 404; who writes invalidates; 0: off',
    variable: 'CACHE_NEGATIVE_TTL',
  }),
  'cache.errorTtlMs': integer(1_000, [0, 60_000], {
    source: 'ours',
    note:
      'a load that failed runs once for all who ask; after a 503 the database is asked each time whether it answers: if it does, as after ' +
      'QUERY_TIMEOUT and mostly POOL_EXHAUSTED, the load is tried again at once; 0: off',
    variable: 'CACHE_ERROR_TTL',
  }),
  'cache.lease': choice('off', ['off', 'on'], {
    source: 'ours',
    note: 'one load among all processes; costs three commands of Redis a load',
    variable: 'CACHE_LEASE',
  }),
  'cache.leaseTtlMs': integer(5_000, [10, 600_000], { source: 'ours', note: 'longer than a load takes' }),
  'cache.leaseWaitMs': integer(3_000, [10, 600_000], { source: 'ours', note: 'then each loads for himself' }),
  'cache.breaker': choice('on', ['on', 'off'], {
    source: '003 Planned Improvements',
    note: 'circuit breakers',
    variable: 'CACHE_BREAKER',
  }),
  'cache.breaker.failures': integer(5, [1, 10_000], { source: 'ours', note: 'within the window' }),
  'cache.breaker.windowMs': integer(10_000, [10, 600_000], { source: 'ours' }),
  'cache.breaker.cooldownMs': integer(1_000, [1, 600_000], { source: 'ours', note: 'then one call tries' }),
  'cache.breaker.pauseMs': integer(50, [0, 600_000], {
    source: 'ours',
    note: 'after any failure: whoever has waited for an answer in vain does not wait for rows as well',
  }),
  'cache.l2.deadlineMs': integer(50, [1, 60_000], {
    source: 'ours',
    note: 'of each command; 002 and 004 ask for an answer from L2 within 100 and 20 ms',
    variable: 'CACHE_L2_DEADLINE',
  }),
  'cache.l2.compression': choice('none', ['none', 'gzip-1', 'br-4', 'zstd-3'], {
    source: '002 Future Optimization Opportunities',
    note: '40-60 % of the memory of Redis, for CPU time on each miss and L2 hit',
    variable: 'CACHE_COMPRESSION',
  }),
  'cache.l2.compressionMinBytes': integer(1_024, [0, 1 << 30], {
    source: '004 Middleware Setup',
    note: 'only above 1 kB, as for answers',
  }),
  'cache.fallback': choice('l1', ['l1', 'db'], {
    source: '004 Multi-Layer Caching',
    note: 'while Redis cannot be reached: L1 alone, as 002 has it too, or the database alone, as 000 has it',
    variable: 'CACHE_FALLBACK',
  }),
  'cache.bus': choice('pubsub', ['pubsub', 'tracking', 'off'], {
    source: '002 Future Optimization Opportunities',
    note: 'cache coherence across nodes; tracking: by CLIENT TRACKING of Redis 7 or later',
    variable: 'CACHE_BUS',
  }),
} as const;

/** What stands before all keys of a store; the empty text is nothing. */
function prefix(value: string, rest: Omit<Setting<string>, 'value' | 'parse'>): Setting<string> {
  const parse = (given: unknown): string => {
    if (typeof given === 'string' && /^[\w:.-]{0,64}$/.test(given)) return given;
    throw new RangeError('at most 64 letters, digits and : _ . -');
  };
  return { ...rest, value, parse };
}

/** What the settings above come to, for `createCache`. */
export function cacheSettingsOf(settings: Effective): CacheSettings {
  const compression = settings['cache.l2.compression'].value;
  return {
    keyPrefix: settings['cache.keyPrefix'].value,
    l1: {
      maxEntries: settings['cache.l1.maxEntries'].value,
      maxBytes: settings['cache.l1.maxBytes'].value,
      admission: settings['cache.admission'].value,
    },
    jitter: settings['cache.jitter'].value,
    earlyRefresh: settings['cache.earlyRefresh'].value,
    life: {
      graceSeconds: settings['cache.graceSeconds'].value,
      whileStale: settings['cache.whileStale'].value,
      negativeTtlSeconds: settings['cache.negativeTtlSeconds'].value,
    },
    errorTtlMs: settings['cache.errorTtlMs'].value,
    lease:
      settings['cache.lease'].value === 'on'
        ? { ttlMs: settings['cache.leaseTtlMs'].value, waitMs: settings['cache.leaseWaitMs'].value }
        : null,
    breaker:
      settings['cache.breaker'].value === 'on'
        ? {
            failures: settings['cache.breaker.failures'].value,
            windowMs: settings['cache.breaker.windowMs'].value,
            cooldownMs: settings['cache.breaker.cooldownMs'].value,
            pauseMs: settings['cache.breaker.pauseMs'].value,
          }
        : null,
    compression:
      compression === 'none' ? null : { name: compression, minBytes: settings['cache.l2.compressionMinBytes'].value },
    fallback: settings['cache.fallback'].value,
    bus: settings['cache.bus'].value === 'off' ? null : settings['cache.bus'].value,
  };
}
