import { LRUCache } from 'lru-cache';
import type { EntryStore, EntryStoreOptions } from './entry-store.ts';

/** The least recently read leaves first. */
export function lruStore<Entry extends object>(options: EntryStoreOptions<Entry>): EntryStore<Entry> {
  return new LRUCache<string, Entry>({
    max: options.maxEntries,
    maxSize: options.maxBytes,
    sizeCalculation: options.weigh,
    dispose: (entry, key, reason) => options.onRemove(entry, key, reason === 'evict'),
    onInsert: options.onInsert,
  });
}
