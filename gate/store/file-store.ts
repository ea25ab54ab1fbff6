import { join } from 'node:path';
import { createFileHistory } from './file-history.ts';
import { createFileShelf } from './file-shelf.ts';
import type { Parsers, RunStore } from './run-store.ts';

/**
 * Everything as one immutable file a document below `directory`: `runs/`, `comparisons/` and `claims/` packed with gzip,
 * `history/` plain, because its entries are small and are shared through git.
 */
export function createFileStore(options: { readonly directory: string; readonly parsers: Parsers }): RunStore {
  const { directory, parsers } = options;
  const folder = (name: string): string => join(directory, name);
  return {
    runs: createFileShelf({ directory: folder('runs'), parse: parsers.run, isPacked: true }),
    comparisons: createFileShelf({ directory: folder('comparisons'), parse: parsers.comparison, isPacked: true }),
    claims: createFileShelf({ directory: folder('claims'), parse: parsers.claims, isPacked: true }),
    history: createFileHistory({ directory: folder('history'), parse: parsers.history }),
    close: async () => undefined,
  };
}
