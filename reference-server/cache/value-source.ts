import type { Life } from './cache.ts';
import type { CacheClock } from './cache-clock.ts';
import type { CacheCounters } from './cache-counters.ts';
import type { Flight } from './flights.ts';
import type { Lease } from './lease.ts';
import type { Lifetime } from './lifetime.ts';
import type { MemoryTier } from './memory-tier.ts';
import type { KnownError, RecentErrors } from './recent-errors.ts';
import type { SharedTier, SharedValue } from './shared-tier.ts';

/** What was brought for a key. */
export interface Finding<Value> {
  readonly value: Value;
  /** The tier that held it; `null`: the loader made it. */
  readonly tier: 'l1' | 'l2' | null;
  /** It is past its time. */
  readonly isStale: boolean;
}

/** A key that has to be brought, by a flight of its own. */
export interface Errand<Value> {
  readonly key: string;
  readonly loader: () => Promise<Value>;
  readonly life: Life;
  readonly flight: Flight;
  /** A value of L1 in its grace, for want of a better one. */
  readonly fallback: Value | undefined;
  /** The value is fresh still: L2 has the same one. */
  readonly isEarly: boolean;
  /** The load has failed a moment ago, with this: it is not tried again while that may be so still. */
  readonly known: KnownError | undefined;
}

export interface ValueSourceParts<Value> {
  readonly l1: MemoryTier<Value>;
  readonly l2: SharedTier<Value> | null;
  readonly lease: Lease | null;
  readonly errors: RecentErrors;
  readonly counters: CacheCounters;
  readonly clock: CacheClock;
  readonly lifetimeOf: (value: Value, life: Life) => Lifetime;
  /** Values that L2 is not to hold; L1 holds them while `mayHoldAlone` says so. */
  readonly isForL1: (value: Value) => boolean;
  readonly mayHoldAlone: () => boolean;
  /** Whether what made a load fail has ended; never rejects. */
  readonly isOver: (error: unknown) => boolean | Promise<boolean>;
}

/** Where L1 gets its values from: L2, another process that loads them now, or the loader, in this order. */
export class ValueSource<Value> {
  readonly #parts: ValueSourceParts<Value>;

  constructor(parts: ValueSourceParts<Value>) {
    this.#parts = parts;
  }

  async bring(errand: Errand<Value>): Promise<Finding<Value>> {
    const { key, life, isEarly, known } = errand;
    const { l2 } = this.#parts;
    const errors = l2?.counts.errors ?? 0;
    const found = isEarly ? undefined : await l2?.get(key, life.tags);
    let second = fallbackOf(errand);
    if (found !== undefined && !errand.flight.isStale) {
      // Of a value in its grace a refresh makes a new one, and a reader who does not wait has one.
      const isEnough = found.freshMs > 0 || (second === undefined && life.whileStale !== 'wait');
      if (isEnough) return this.#take(errand, found);
      second = { value: found.value, tier: 'l2', isStale: true };
    }
    if (known !== undefined) {
      if (second !== undefined) return second;
      if (!(await this.#parts.isOver(known.error))) throw known.error;
      this.#parts.errors.delete(key);
    }
    // Whoever has waited for a store in vain does not wait for it again.
    const isSilent = l2 !== null && l2.counts.errors > errors;
    return isSilent ? this.#load(errand, second, { isSilent, isAwaited: false }) : this.#make(errand, second);
  }

  /** `second`: what its reader gets where nothing better can be had. */
  async #make(errand: Errand<Value>, second: Finding<Value> | undefined): Promise<Finding<Value>> {
    const { lease, l2, counters } = this.#parts;
    if (lease === null || l2 === null) return this.#load(errand, second, { isSilent: false, isAwaited: false });
    const { result, isShared } = await lease.run<Finding<Value>>(errand.key, {
      look: async () => {
        const found = errand.isEarly ? undefined : await l2.get(errand.key, errand.life.tags);
        return found !== undefined && found.freshMs > 0 ? this.#take(errand, found) : undefined;
      },
      make: (isSilent) => this.#load(errand, second, { isSilent, isAwaited: true }),
    });
    if (isShared) counters.sharedLoads++;
    return result;
  }

  #take({ key, flight }: Errand<Value>, { value, loadMs, tags, ...lifetime }: SharedValue<Value>): Finding<Value> {
    if (!flight.isStale) this.#parts.l1.set(key, value, lifetime, loadMs, tags);
    return { value, tier: 'l2', isStale: lifetime.freshMs <= 0 };
  }

  async #load(
    errand: Errand<Value>,
    second: Finding<Value> | undefined,
    { isSilent, isAwaited }: { readonly isSilent: boolean; readonly isAwaited: boolean },
  ): Promise<Finding<Value>> {
    const { l1, l2, counters, clock, errors } = this.#parts;
    const { key, life, flight } = errand;
    // Asked before the load: what is deleted while it goes on has another version afterwards.
    const tagVersions = isSilent ? null : ((await l2?.versionsOf(life.tags)) ?? null);
    const startedAt = clock.monotonicMs();
    counters.loads++;
    try {
      const value = await errand.loader();
      if (flight.isStale) return made(value);
      const loadMs = clock.monotonicMs() - startedAt;
      const lifetime = this.#parts.lifetimeOf(value, life);
      errors.delete(key);
      if (this.#parts.isForL1(value)) {
        if (this.#parts.mayHoldAlone()) l1.set(key, value, lifetime, loadMs, life.tags);
        else l1.delete(key);
        // L2 would bring back what there was.
        if (second !== undefined) l2?.forget(key);
        return made(value);
      }
      l1.set(key, value, lifetime, loadMs, life.tags);
      const filled = tagVersions === null ? null : l2?.fill(key, value, { ...lifetime, loadMs, tagVersions });
      if (isAwaited) await filled;
      return made(value);
    } catch (error) {
      counters.loadErrors++;
      if (!flight.isStale && !isCalledOff(error)) errors.add(key, error);
      if (second === undefined || flight.isStale) throw error;
      return second;
    }
  }
}

/** What L1 holds past its time. */
export function fallbackOf<Value>({ fallback }: { readonly fallback: Value | undefined }): Finding<Value> | undefined {
  return fallback === undefined ? undefined : { value: fallback, tier: 'l1', isStale: true };
}

function made<Value>(value: Value): Finding<Value> {
  return { value, tier: null, isStale: false };
}

/** The loader gave up as nobody waited for it, which says nothing of the value: the next reader tries anew. */
function isCalledOff(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
