import { GateError } from '../core/model/gate-error.ts';
import type { RunStore, Shelf } from '../store/run-store.ts';
import type { Recorded } from './recorded.ts';

/** A document that was recorded. */
export interface LoadedRecord {
  readonly record: Recorded;
  /** Whether it is the newest of those that share a page: measured claims have one of their own. */
  readonly isNewest: boolean;
}

/**
 * The run, the comparison or the measured claims of that id, or the newest of them all. Throws GateError RECORD_MISSING,
 * RECORD_UNREADABLE or RECORD_TOO_NEW.
 */
export async function loadRecord(store: RunStore, named: string | undefined): Promise<LoadedRecord> {
  const shelves: readonly Shelf<Recorded>[] = [store.runs, store.comparisons, store.claims];
  const [runs = [], comparisons = [], claims = []] = await Promise.all(
    shelves.map(async (shelf) => (await shelf.list()).ids),
  );
  const id = named ?? newestOf([...runs, ...comparisons, ...claims]);
  if (id === undefined) {
    throw new GateError({
      code: 'RECORD_MISSING',
      message: 'nothing is recorded here yet.',
      advice: 'Record something with "loadline run", "loadline compare" or "loadline claims".',
    });
  }
  if (claims.includes(id)) return { record: await store.claims.load(id), isNewest: id === newestOf(claims) };
  const record = comparisons.includes(id) ? await store.comparisons.load(id) : await store.runs.load(id);
  return { record, isNewest: id === newestOf([...runs, ...comparisons]) };
}

/** Ids begin with the time. */
function newestOf(ids: readonly string[]): string | undefined {
  return ids.toSorted().at(-1);
}
