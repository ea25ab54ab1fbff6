/**
 * What L1 keeps its entries in. It never holds more of them than `maxEntries`, nor more than `maxBytes`; which one leaves is its own
 * affair. Its names are those of lru-cache, so that the one that is used by most stands in nobody's way.
 */
export interface EntryStore<Entry> {
  readonly size: number;
  /** Bytes of all entries. */
  readonly calculatedSize: number;
  /** A read that counts. */
  get(key: string): Entry | undefined;
  /** A look that changes nothing. */
  peek(key: string): Entry | undefined;
  /** An entry heavier than the whole store is not kept, nor is the one that it was to replace. */
  set(key: string, entry: Entry): void;
  delete(key: string): void;
  clear(): void;
  keys(): Iterable<string>;
}

export interface EntryStoreOptions<Entry> {
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** Above 0. */
  readonly weigh: (entry: Entry, key: string) => number;
  readonly onInsert: (entry: Entry, key: string) => void;
  /** Each entry that came in goes out once: deleted, replaced, or evicted for want of room. */
  readonly onRemove: (entry: Entry, key: string, isEvicted: boolean) => void;
  /** In [0, 1): for those that hash, so that nobody outside can tell which keys collide. */
  readonly random: () => number;
}
