import { randomUUID } from 'node:crypto';
import { Breaker } from './breaker.ts';
import type { Cache } from './cache.ts';
import type { CacheClock } from './cache-clock.ts';
import { CacheCounters } from './cache-counters.ts';
import type { CacheOptions } from './cache-options.ts';
import { Flights } from './flights.ts';
import { guardKv } from './guarded-kv.ts';
import type { InvalidationBus } from './invalidation-bus.ts';
import type { KvClient } from './kv-client.ts';
import { Lease } from './lease.ts';
import { lifetimeOf } from './lifetime.ts';
import { LocalState } from './local-state.ts';
import { MemoryTier } from './memory-tier.ts';
import { MissPath } from './miss-path.ts';
import { PubSubBus } from './pubsub-bus.ts';
import { RecentErrors } from './recent-errors.ts';
import { SharedTier } from './shared-tier.ts';
import { SoloFlights } from './solo-flights.ts';
import { TrackingBus } from './tracking-bus.ts';
import { TwoTierCache } from './two-tier-cache.ts';
import { type Finding, ValueSource } from './value-source.ts';

const ERROR_TTL_MS = 1000;

/**
 * Builds an empty cache. It opens nothing and closes nothing: `l2` belongs to the caller. Throws RangeError for a namespace that
 * could reach into another.
 */
export function createCache<Value>(options: CacheOptions<Value>): Cache<Value> {
  const { namespace, codec, clock, jitter = 0, rng = { next: Math.random } } = options;
  const { keyPrefix = '' } = options;
  const place = keyPrefix === '' ? namespace : `${keyPrefix}:${namespace}`;
  if (place.includes('*')) throw new RangeError(`a cache namespace cannot hold a "*": ${place}`);
  const isNegative = options.isNegative ?? ((value: Value) => value === null);
  const instance = options.instance ?? randomUUID();
  let ids = 0;
  const newId = () => `${instance}.${++ids}`;
  const { l2: store } = options;
  const breaker = store === null ? null : breakerOf(options.breaker, clock);
  const kv = store === null || breaker === null ? store : guardKv(store, breaker);
  const isCutOff = options.fallback === 'db' ? cutOff(kv, () => l1.deletePattern('*')) : null;

  const l1 = new MemoryTier<Value>({
    ...options.l1,
    clock,
    weigh: (value) => codec.weigh(value),
    earlyRefresh: options.earlyRefresh ?? 0,
    rng,
    mayKeep: () => isCutOff?.() !== true,
  });
  const compression = options.compression ?? null;
  const l2 = kv === null ? null : new SharedTier<Value>({ kv, namespace: place, codec, clock, compression, newId });
  const lease = kv === null || !options.lease ? null : new Lease(kv, `${place}:#lease:`, newId, options.lease);
  const errors = new RecentErrors(options.errorTtlMs ?? ERROR_TTL_MS, clock);
  const counters = new CacheCounters();
  const lives = { isNegative, jitter, rng };
  const source = new ValueSource<Value>({
    l1,
    l2,
    lease,
    errors,
    counters,
    clock,
    lifetimeOf: (value, life) => lifetimeOf(value, life, lives),
    isForL1: options.negatives === 'l1' ? isNegative : () => false,
    isOver: options.isOver ?? (() => false),
    // Whoever has no store has nobody to hear.
    mayHoldAlone: () => kv === null || (kv.isReady && bus?.hasListened === true),
  });
  const flights = options.isSingleFlight === false ? new SoloFlights<Finding<Value>>() : new Flights<Finding<Value>>();
  const state = new LocalState(l1, errors, flights);
  const bus = openBus();
  return new TwoTierCache<Value>({
    namespace,
    state,
    l2,
    misses: new MissPath({ state, source, counters, isNegative }),
    counters,
    clock,
    lives,
    life: options.life ?? {},
    isCutOff,
    related: options.related ?? {},
    bus,
    breaker,
    lease,
  });

  function openBus(): InvalidationBus | null {
    const { bus: kind = null } = options;
    if (kv === null || l2 === null || kind === null) return null;
    const bus =
      kind === 'pubsub'
        ? new PubSubBus(kv, `${place}:#bus`, instance, state)
        : new TrackingBus(kv, `${place}:`, instance, state);
    l2.onPaid(() => void bus.catchUp());
    kv.onReady(() => {
      if (!l2.isOwing) void bus.catchUp();
    });
    return bus;
  }
}

/** Tells whether the store is out of reach; `onCut` is called when it is first seen to be. */
function cutOff(kv: KvClient | null, onCut: () => void): () => boolean {
  let wasCut = false;
  return () => {
    const isCut = kv?.isReady !== true;
    if (isCut && !wasCut) onCut();
    wasCut = isCut;
    return isCut;
  };
}

/** One that several caches share is given whole: what one of them has waited for in vain, the others do not wait for. */
function breakerOf(given: CacheOptions<unknown>['breaker'], clock: CacheClock): Breaker | null {
  return given === null || given instanceof Breaker ? given : new Breaker(clock, given);
}
