import type { CacheClock, CacheRng } from './cache-clock.ts';
import { earliestRefreshMs, isEarlyRefresh } from './early-refresh.ts';
import type { EntryStore } from './entry-store.ts';
import { globTest } from './glob.ts';
import type { Lifetime } from './lifetime.ts';
import type { MemoryEntry } from './memory-entry.ts';
import { type Admission, openEntryStore } from './open-entry-store.ts';
import { TagIndex } from './tag-index.ts';

/** Bytes charged to each entry for what surrounds its value: map slots, list links, the entry object, a header of a buffer. */
const ENTRY_OVERHEAD_BYTES = 300;

const NO_TAGS: readonly string[] = [];

export interface MemoryTierOptions<Value> {
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** Default `lru`. */
  readonly admission?: Admission;
  readonly clock: CacheClock;
  readonly weigh: (value: NonNullable<Value>) => number;
  /** XFetch's β. Default 0: never. */
  readonly earlyRefresh?: number;
  readonly rng?: CacheRng;
  /** While it says no, nothing is kept. */
  readonly mayKeep?: () => boolean;
}

/** L1: values in this process, some of which leave when there are too many or they weigh too much. */
export class MemoryTier<Value> {
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly #clock: CacheClock;
  readonly #entries: EntryStore<MemoryEntry<Value>>;
  readonly #tags = new TagIndex();
  readonly #earlyRefresh: number;
  readonly #rng: CacheRng;
  readonly #mayKeep: () => boolean;
  #evictions = 0;

  constructor(options: MemoryTierOptions<Value>) {
    this.maxEntries = options.maxEntries;
    this.maxBytes = options.maxBytes;
    this.#clock = options.clock;
    this.#earlyRefresh = options.earlyRefresh ?? 0;
    this.#rng = options.rng ?? { next: Math.random };
    this.#mayKeep = options.mayKeep ?? (() => true);
    this.#entries = openEntryStore<MemoryEntry<Value>>(options.admission ?? 'lru', {
      maxEntries: options.maxEntries,
      maxBytes: options.maxBytes,
      weigh: ({ value }, key) =>
        (value === null || value === undefined ? 0 : options.weigh(value)) + 2 * key.length + ENTRY_OVERHEAD_BYTES,
      onInsert: ({ tags }, key) => {
        if (tags.length > 0) this.#tags.add(key, tags);
      },
      onRemove: ({ tags }, key, isEvicted) => {
        if (tags.length > 0) this.#tags.remove(key, tags);
        if (isEvicted) this.#evictions++;
      },
      random: () => this.#rng.next(),
    });
  }

  /** The value while it is fresh, unless its reader draws the lot of a refresh, and then marks it as due. */
  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    const now = this.#clock.monotonicMs();
    if (now < entry.calmUntil) return entry.value;
    if (now < entry.freshUntil) {
      if (!this.#draws(entry, now)) return entry.value;
      entry.isDue = true;
    } else if (now >= entry.keptUntil) this.#entries.delete(key);
    return undefined;
  }

  /** Whether the reader of a fresh entry has it loaded anew: by their own lot, or by that of somebody who peeked. */
  takeDue(entry: MemoryEntry<Value>, now: number): boolean {
    if (now < entry.calmUntil) return false;
    const isDue = entry.isDue || this.#draws(entry, now);
    entry.isDue = false;
    return isDue;
  }

  /** The entry while it is kept, fresh or not. */
  find(key: string): MemoryEntry<Value> | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || this.#clock.monotonicMs() < entry.keptUntil) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  /** A value heavier than the whole tier is not kept. */
  set(key: string, value: Value, { freshMs, keptMs }: Lifetime, loadMs = 0, tags: readonly string[] = NO_TAGS): void {
    if (keptMs <= 0 || !this.#mayKeep()) {
      this.#entries.delete(key);
      return;
    }
    const now = this.#clock.monotonicMs();
    const freshUntil = now + freshMs;
    const calmUntil = freshUntil - earliestRefreshMs(loadMs, this.#earlyRefresh);
    this.#entries.set(key, { value, freshUntil, calmUntil, keptUntil: now + keptMs, loadMs, tags, isDue: false });
  }

  /** Weighs a value again. */
  reweigh(key: string): void {
    const entry = this.#entries.peek(key);
    if (entry !== undefined) this.#entries.set(key, { ...entry });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  deletePattern(pattern: string): void {
    if (pattern === '*') {
      this.#entries.clear();
      return;
    }
    const test = globTest(pattern);
    for (const key of [...this.#entries.keys()]) if (test.test(key)) this.#entries.delete(key);
  }

  deleteTag(tag: string): void {
    for (const key of this.#tags.keysOf(tag)) this.#entries.delete(key);
  }

  get entries(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get evictions(): number {
    return this.#evictions;
  }

  #draws({ freshUntil, loadMs }: MemoryEntry<Value>, now: number): boolean {
    return isEarlyRefresh(freshUntil - now, loadMs, this.#earlyRefresh, this.#rng.next());
  }
}
