import type { CacheOptions } from '../cache/cache-options.ts';
import type { KvClient } from '../cache/kv-client.ts';
import type { CachedBody } from '../http/cached-body.ts';
import type { CacheSettings } from '../server-config.ts';
import type { Switches } from './switches.ts';

/** What the caches of a variant have otherwise than those of the server. */
export type CacheChanges = Partial<
  Pick<
    CacheOptions<CachedBody>,
    'l1' | 'l2' | 'isSingleFlight' | 'lease' | 'jitter' | 'earlyRefresh' | 'life' | 'compression'
  >
> &
  Pick<CacheSettings, 'breaker'>;

/** What a switch that is on means where the server is set to go without; ours, as in config/cache-settings.ts. */
const USUAL = { jitter: 0.1, earlyRefresh: 1, graceSeconds: 300, negativeTtlSeconds: 10, minBytes: 1_024 };

/** Takes no value at all. */
const NO_L1 = { maxEntries: 1, maxBytes: 1 };

/** `own`: settings of the server's caches; `kv: null`: there is no L2. */
export function cacheChangesOf(switches: Switches, own: CacheSettings, kv: KvClient | null): CacheChanges {
  const { cache: tiers = 'l1l2', 'cache.codec': codec, 'cache.breaker': breaker } = switches;
  const admission = switches['cache.admission'];
  const { graceSeconds = 0, negativeTtlSeconds = 0 } = own.life ?? {};
  const isShared = switches['cache.singleflight'] !== 'off';
  const minBytes = own.compression?.minBytes ?? USUAL.minBytes;
  return {
    l2: tiers === 'l1l2' || tiers === 'l2' ? kv : null,
    ...(admission === undefined ? {} : { l1: { ...own.l1, admission } }),
    ...(tiers === 'l1l2' || tiers === 'l1' ? {} : { l1: NO_L1 }),
    isSingleFlight: isShared,
    ...(isShared ? {} : { lease: null }),
    jitter: amount(switches['cache.jitter'], own.jitter ?? 0, USUAL.jitter),
    earlyRefresh: amount(switches['cache.xfetch'], own.earlyRefresh ?? 0, USUAL.earlyRefresh),
    life: {
      ...own.life,
      graceSeconds: amount(switches['cache.grace'], graceSeconds, USUAL.graceSeconds),
      negativeTtlSeconds: amount(switches['cache.negative'], negativeTtlSeconds, USUAL.negativeTtlSeconds),
    },
    ...(breaker === undefined ? {} : { breaker: breaker === 'off' ? null : (own.breaker ?? {}) }),
    ...(codec === undefined ? {} : { compression: codec === 'none' ? null : { name: codec, minBytes } }),
  };
}

/** Of something that 0 switches off. */
function amount(position: 'on' | 'off' | undefined, own: number, usual: number): number {
  if (position === undefined) return own;
  if (position === 'off') return 0;
  return own > 0 ? own : usual;
}
