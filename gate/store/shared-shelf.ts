import { GateError } from '../core/model/gate-error.ts';
import { inOrder } from './history-query.ts';
import type { Outbox } from './outbox.ts';
import type { HistoryShelf, Shelf } from './run-store.ts';

/** A shelf on this machine and one that others share. */
export interface Sharing<Document extends { readonly id: string }, Kind extends Shelf<Document>> {
  readonly local: Kind;
  readonly shared: Kind;
  readonly outbox: Outbox;
  /** Which documents others should have. */
  readonly isShared: (document: Document) => boolean;
  /** Told, in one sentence, when the shared shelf cannot be reached. */
  readonly onTrouble: (sentence: string) => void;
}

/**
 * Both as one. Everything is kept here first; what the shared shelf could not take stays in the outbox until a later save.
 * A shared shelf that cannot be reached is said, and never stops what can be done here.
 */
export function shareShelf<Document extends { readonly id: string }>(
  sharing: Sharing<Document, Shelf<Document>>,
): Shelf<Document> {
  const { local, shared, outbox, isShared } = sharing;
  return {
    async save(document) {
      const place = await local.save(document);
      if (isShared(document)) {
        await outbox.add(document.id);
        await handOver(sharing);
      }
      return place;
    },

    load: (id) =>
      local.load(id).catch((error: unknown) => {
        if (error instanceof GateError && error.code === 'RECORD_MISSING') return shared.load(id);
        throw error;
      }),

    async list() {
      const [here, there] = [await local.list(), await orElse(sharing, shared.list(), { ids: [], foreign: [] })];
      return {
        ids: [...new Set([...here.ids, ...there.ids])].sort(),
        foreign: [...here.foreign, ...there.foreign],
      };
    },

    async remove(ids) {
      for (const id of ids) await outbox.drop(id);
      const there = await orElse(sharing, shared.remove(ids), { removed: [], left: [] });
      const here = await local.remove(ids);
      return {
        removed: [...new Set([...here.removed, ...there.removed])].sort(),
        left: [...here.left, ...there.left],
      };
    },
  };
}

/** The same for history. */
export function shareHistory(sharing: Sharing<Parameters<HistoryShelf['save']>[0], HistoryShelf>): HistoryShelf {
  return {
    ...shareShelf(sharing),
    async entries(query) {
      const here = await sharing.local.entries(query);
      const there = await orElse(sharing, sharing.shared.entries(query), { entries: [], skipped: [] });
      return {
        entries: inOrder([...there.entries, ...here.entries]),
        skipped: [...here.skipped, ...there.skipped],
      };
    },
  };
}

async function handOver<Document extends { readonly id: string }>({
  local,
  shared,
  outbox,
  onTrouble,
}: Sharing<Document, Shelf<Document>>): Promise<void> {
  for (const id of await outbox.list()) {
    try {
      await shared.save(await local.load(id));
    } catch (error) {
      if (!(error instanceof GateError)) throw error;
      // Handed over by a run beside us, or removed here since: either way there is nothing left to do.
      if (error.code !== 'RECORD_EXISTS' && error.code !== 'RECORD_MISSING') {
        onTrouble(error.message);
        if (error.code.startsWith('STORE_')) return;
        continue;
      }
    }
    await outbox.drop(id);
  }
}

async function orElse<Result>(
  { onTrouble }: { readonly onTrouble: (sentence: string) => void },
  asked: Promise<Result>,
  otherwise: Result,
): Promise<Result> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    onTrouble(error.message);
    return otherwise;
  }
}
