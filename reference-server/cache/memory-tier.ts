import { LRUCache } from 'lru-cache';
import type { CacheClock } from './cache-clock.ts';
import { globTest } from './glob.ts';

/** Bytes charged to each entry for what surrounds its value: map slots, list links, the entry object, a header of a buffer. */
const ENTRY_OVERHEAD_BYTES = 300;

interface MemoryEntry<Value> {
  readonly value: Value;
  /** On the monotonic clock, in ms. */
  readonly expiresAt: number;
}

/** L1: values in this process, the least recently read leaving first when there are too many or they weigh too much. */
export class MemoryTier<Value> {
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly #clock: CacheClock;
  readonly #entries: LRUCache<string, MemoryEntry<Value>>;
  #evictions = 0;

  constructor(options: {
    maxEntries: number;
    maxBytes: number;
    clock: CacheClock;
    weigh: (value: Value) => number;
  }) {
    this.maxEntries = options.maxEntries;
    this.maxBytes = options.maxBytes;
    this.#clock = options.clock;
    this.#entries = new LRUCache({
      max: options.maxEntries,
      maxSize: options.maxBytes,
      sizeCalculation: (entry, key) => options.weigh(entry.value) + 2 * key.length + ENTRY_OVERHEAD_BYTES,
      dispose: (_entry, _key, reason) => {
        if (reason === 'evict') this.#evictions++;
      },
    });
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (this.#clock.monotonicMs() < entry.expiresAt) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  /** A value heavier than the whole tier is not kept. */
  set(key: string, value: Value, ttlMs: number): void {
    if (ttlMs > 0) this.#entries.set(key, { value, expiresAt: this.#clock.monotonicMs() + ttlMs });
    else this.#entries.delete(key);
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
    const test = globTest(pattern);
    for (const key of [...this.#entries.keys()]) if (test.test(key)) this.#entries.delete(key);
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
}
