import { join } from 'node:path';
import type { HistoryEntry } from '../core/model/history.ts';
import { createOutbox } from './outbox.ts';
import type { HistoryShelf, RunStore } from './run-store.ts';
import { shareHistory, shareShelf } from './shared-shelf.ts';

interface Sharers {
  readonly local: RunStore;
  /** Holds a folder for each kind of document that still has to be handed over. */
  readonly outboxes: string;
  readonly onTrouble: (sentence: string) => void;
}

/** This machine's store together with one that a team shares. */
export function shareStore({ local, shared, outboxes, onTrouble }: Sharers & { readonly shared: RunStore }): RunStore {
  const sharing = (kind: string) => ({
    outbox: createOutbox(join(outboxes, kind)),
    isShared: () => true,
    onTrouble,
  });
  return {
    runs: shareShelf({ local: local.runs, shared: shared.runs, ...sharing('runs') }),
    comparisons: shareShelf({ local: local.comparisons, shared: shared.comparisons, ...sharing('comparisons') }),
    claims: shareShelf({ local: local.claims, shared: shared.claims, ...sharing('claims') }),
    history: shareHistory({ local: local.history, shared: shared.history, ...sharing('history') }),
    async close() {
      await Promise.all([local.close(), shared.close()]);
    },
  };
}

/** This machine's store, whose history alone is shared; `isShared` says which entries others should have. */
export function shareHistoryOnly(
  { local, outboxes, onTrouble }: Sharers,
  shared: HistoryShelf,
  isShared: (entry: HistoryEntry) => boolean,
): RunStore {
  const outbox = createOutbox(join(outboxes, 'history'));
  return { ...local, history: shareHistory({ local: local.history, shared, outbox, isShared, onTrouble }) };
}
