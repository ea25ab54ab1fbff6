import type { Breaker } from './breaker.ts';
import type { Cache, CacheRead, CacheStats, Life } from './cache.ts';
import type { CacheClock } from './cache-clock.ts';
import type { CacheCounters } from './cache-counters.ts';
import type { CommonLife } from './cache-options.ts';
import type { Invalidation } from './invalidation.ts';
import type { InvalidationBus } from './invalidation-bus.ts';
import type { Lease } from './lease.ts';
import { asLife, type Lives, lifetimeOf } from './lifetime.ts';
import type { LocalState } from './local-state.ts';
import type { MemoryTier } from './memory-tier.ts';
import type { MissPath } from './miss-path.ts';
import { expandPattern, type RelatedPatterns } from './prefix-registry.ts';
import type { SharedTier } from './shared-tier.ts';

export interface TwoTierParts<Value> {
  readonly namespace: string;
  readonly state: LocalState<Value>;
  readonly l2: SharedTier<Value> | null;
  readonly misses: MissPath<Value>;
  readonly counters: CacheCounters;
  readonly clock: CacheClock;
  readonly lives: Lives<Value>;
  readonly life: CommonLife;
  /** While it says so, only the loader is asked; `null`: L1 is always good enough. */
  readonly isCutOff: (() => boolean) | null;
  readonly related: RelatedPatterns;
  readonly bus: InvalidationBus | null;
  readonly breaker: Breaker | null;
  readonly lease: Lease | null;
}

const NO_TAGS: readonly string[] = [];

/** The tiers, the flights between them, and what is told to other instances, put together. */
export class TwoTierCache<Value> implements Cache<Value> {
  readonly namespace: string;
  readonly #parts: TwoTierParts<Value>;
  readonly #l1: MemoryTier<Value>;
  readonly #l2: SharedTier<Value> | null;
  readonly #counters: CacheCounters;
  readonly #state: LocalState<Value>;
  readonly #misses: MissPath<Value>;
  readonly #bus: InvalidationBus | null;
  readonly #isCutOff: (() => boolean) | null;
  readonly #isNegative: (value: Value) => boolean;

  constructor(parts: TwoTierParts<Value>) {
    this.#parts = parts;
    this.namespace = parts.namespace;
    this.#state = parts.state;
    this.#l1 = parts.state.l1;
    this.#l2 = parts.l2;
    this.#counters = parts.counters;
    this.#misses = parts.misses;
    this.#bus = parts.bus;
    this.#isCutOff = parts.isCutOff;
    this.#isNegative = parts.lives.isNegative;
  }

  peek(key: string): Value | undefined {
    if (this.#isCutOff?.()) return undefined;
    const value = this.#l1.get(key);
    if (value !== undefined) this.#countL1Hit(value);
    return value;
  }

  async get(key: string): Promise<Value | undefined> {
    const entry = this.#isCutOff?.() ? undefined : this.#l1.find(key);
    if (entry !== undefined && this.#parts.clock.monotonicMs() < entry.freshUntil) {
      this.#countL1Hit(entry.value);
      return entry.value;
    }
    const changes = this.#state.changes;
    const shared = await this.#l2?.get(key);
    if (shared === undefined || shared.freshMs <= 0) {
      this.#counters.misses++;
      return undefined;
    }
    this.#counters.l2Hits++;
    if (this.#isNegative(shared.value)) this.#counters.negativeHits++;
    if (changes === this.#state.changes) this.#l1.set(key, shared.value, shared, shared.loadMs, shared.tags);
    return shared.value;
  }

  fetch(key: string, loader: () => Promise<Value>, life: number | Life): Promise<CacheRead<Value>> {
    const entry = this.#isCutOff?.() ? undefined : this.#l1.find(key);
    if (entry === undefined) return this.#misses.bring({ key, loader, life: this.#lifeOf(life), fallback: undefined });
    const now = this.#parts.clock.monotonicMs();
    if (now < entry.freshUntil) {
      this.#countL1Hit(entry.value);
      if (this.#l1.takeDue(entry, now)) {
        this.#misses.refresh({ key, loader, life: this.#lifeOf(life), fallback: entry.value }, true);
      }
      return Promise.resolve({ value: entry.value, tier: 'l1' });
    }
    const wish = { key, loader, life: this.#lifeOf(life), fallback: entry.value };
    if (wish.life.whileStale === 'wait') return this.#misses.bring(wish);
    this.#counters.l1Hits++;
    this.#counters.staleHits++;
    this.#misses.refresh(wish, false);
    return Promise.resolve({ value: entry.value, tier: 'stale' });
  }

  getOrSet(key: string, loader: () => Promise<Value>, life: number | Life): Promise<Value> {
    // The way of nearly all calls, which needs no more than `peek`.
    const held = this.peek(key);
    if (held !== undefined) return Promise.resolve(held);
    return this.fetch(key, loader, life).then(({ value }) => value);
  }

  async set(key: string, value: Value, life: number | Life): Promise<void> {
    const whole = this.#lifeOf(life);
    const { tags = NO_TAGS } = whole;
    const lifetime = lifetimeOf(value, whole, this.#parts.lives);
    this.#state.forget({ keys: [key] });
    this.#l1.set(key, value, lifetime, 0, tags);
    if (this.#l2 === null) return;
    const changes = this.#state.changes;
    const tagVersions = await this.#l2.versionsOf(tags);
    // Deleted or set again while the versions were asked for: the last one to come has the say.
    if (tagVersions === null || (tags.length > 0 && changes !== this.#state.changes)) this.#l2.forget(key);
    else await this.#l2.set(key, value, { ...lifetime, loadMs: 0, tagVersions });
    await this.#tell({ keys: [key] });
  }

  async delete(...keys: readonly string[]): Promise<void> {
    this.#state.forget({ keys });
    await this.#l2?.delete(keys);
    await this.#tell({ keys });
  }

  async deletePattern(pattern: string): Promise<void> {
    const patterns = expandPattern(pattern, this.#parts.related);
    this.#state.forget({ patterns });
    if (this.#l2 === null) return;
    for (const each of patterns) await this.#l2.deletePattern(each);
    // While L2 was being searched a reader may have brought back what the search had not reached.
    this.#state.forget({ patterns });
    await this.#tell({ patterns });
  }

  async deleteTags(...tags: readonly string[]): Promise<void> {
    this.#state.forget({ tags });
    if (this.#l2 === null) return;
    await this.#l2.deleteTags(tags);
    this.#state.forget({ tags });
    await this.#tell({ tags });
  }

  reweigh(key: string): void {
    this.#l1.reweigh(key);
  }

  getStats(): CacheStats {
    const { breaker, lease } = this.#parts;
    return this.#counters.snapshot({ l1: this.#l1, l2: this.#l2, bus: this.#bus, breaker, lease });
  }

  close(): void {
    this.#bus?.close();
  }

  /** After L2: whoever forgets a value reads the store next. */
  async #tell(invalidation: Invalidation): Promise<void> {
    if (this.#l2?.isOwing) this.#bus?.withhold();
    else await this.#bus?.publish(invalidation);
  }

  #countL1Hit(value: Value): void {
    this.#counters.l1Hits++;
    if (this.#isNegative(value)) this.#counters.negativeHits++;
  }

  #lifeOf(life: number | Life): Life {
    return { ...this.#parts.life, ...asLife(life) };
  }
}
