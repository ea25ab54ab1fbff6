import type { EntryStore, EntryStoreOptions } from './entry-store.ts';
import { lruStore } from './lru-store.ts';
import { SieveStore } from './sieve-store.ts';
import { TinyLfuStore } from './tiny-lfu-store.ts';

/** Who has to leave L1 when room is needed, and who is let in. */
export const ADMISSIONS = ['lru', 'sieve', 'tinylfu'] as const;

export type Admission = (typeof ADMISSIONS)[number];

export function openEntryStore<Entry extends object>(
  admission: Admission,
  options: EntryStoreOptions<Entry>,
): EntryStore<Entry> {
  if (admission === 'sieve') return new SieveStore(options);
  return admission === 'tinylfu' ? new TinyLfuStore(options) : lruStore(options);
}
