import { GateError } from '../core/model/gate-error.ts';
import type { HistoryEntry } from '../core/model/history.ts';
import { createFileShelf, type FileShelfOptions } from './file-shelf.ts';
import { inOrder, isAskedFor } from './history-query.ts';
import type { HistoryShelf } from './run-store.ts';

/** As many entries as are read at once; of more, the newest. Beyond some hundreds a benchmark nobody looks back. */
const MOST_ENTRIES = 20_000;

/** History as one small JSON file a run. Torn and foreign files hide no other. */
export function createFileHistory(options: Omit<FileShelfOptions<HistoryEntry>, 'isPacked'>): HistoryShelf {
  const shelf = createFileShelf({ ...options, isPacked: false });
  return {
    ...shelf,
    async entries(query) {
      const { ids, foreign } = await shelf.list();
      const skipped = foreign.map((name) => `${name} in ${options.directory} is no history entry`);
      const entries: HistoryEntry[] = [];
      for (const id of ids.slice(-MOST_ENTRIES)) {
        try {
          const entry = await shelf.load(id);
          if (isAskedFor(entry, query)) entries.push(entry);
        } catch (error) {
          if (!(error instanceof GateError)) throw error;
          // Removed between the listing and the reading, by a prune beside us: nothing is wrong with it.
          if (error.code !== 'RECORD_MISSING') skipped.push(error.message.replace(/\.$/, ''));
        }
      }
      return { entries: inOrder(entries), skipped };
    },
  };
}
