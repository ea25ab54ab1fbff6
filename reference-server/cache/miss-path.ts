import type { CacheRead, Life } from './cache.ts';
import type { CacheCounters } from './cache-counters.ts';
import type { LocalState } from './local-state.ts';
import { type Finding, fallbackOf, type ValueSource } from './value-source.ts';

/** What a reader wants whom L1 could not serve. */
export interface Wish<Value> {
  readonly key: string;
  readonly loader: () => Promise<Value>;
  readonly life: Life;
  /** What L1 holds past its time. */
  readonly fallback: Value | undefined;
}

const NO_TAGS: readonly string[] = [];

export interface MissPathParts<Value> {
  readonly state: LocalState<Value>;
  readonly source: ValueSource<Value>;
  readonly counters: CacheCounters;
  readonly isNegative: (value: Value) => boolean;
}

/** The way of a reader whom L1 could not serve: with others who want the same, to L2 and the loader. */
export class MissPath<Value> {
  readonly #state: LocalState<Value>;
  readonly #source: ValueSource<Value>;
  readonly #counters: CacheCounters;
  readonly #isNegative: (value: Value) => boolean;

  constructor({ state, source, counters, isNegative }: MissPathParts<Value>) {
    this.#isNegative = isNegative;
    this.#state = state;
    this.#source = source;
    this.#counters = counters;
  }

  /** Brings the value, and counts how it was found. */
  async bring(wish: Wish<Value>): Promise<CacheRead<Value>> {
    const counters = this.#counters;
    try {
      const { value, tier, isStale } = await this.#fly(wish, false);
      if (tier === null) counters.misses++;
      else if (tier === 'l2') counters.l2Hits++;
      else counters.l1Hits++;
      if (tier !== null && this.#isNegative(value)) counters.negativeHits++;
      if (!isStale) return { value, tier: tier ?? 'miss' };
      counters.staleHits++;
      if (wish.life.whileStale !== 'wait') this.refresh({ ...wish, fallback: value }, false);
      return { value, tier: 'stale' };
    } catch (error) {
      counters.misses++;
      throw error;
    }
  }

  /** Loads a value anew that its reader has been given already. A failure is kept like any other; the value stays for its time. */
  refresh(wish: Wish<Value>, isEarly: boolean): void {
    if (this.#state.flights.has(wish.key) || this.#state.errors.find(wish.key) !== undefined) return;
    this.#counters.refreshes++;
    if (isEarly) this.#counters.earlyRefreshes++;
    void this.#fly(wish, isEarly).catch(() => {});
  }

  async #fly(wish: Wish<Value>, isEarly: boolean): Promise<Finding<Value>> {
    const { flights, errors } = this.#state;
    const known = flights.has(wish.key) ? undefined : errors.find(wish.key);
    const second = fallbackOf(wish);
    if (known !== undefined && second !== undefined) return second;
    const { tags = NO_TAGS } = wish.life;
    return flights.join(wish.key, tags, (flight) => this.#source.bring({ ...wish, isEarly, known, flight }));
  }
}
