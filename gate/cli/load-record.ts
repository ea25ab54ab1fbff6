import type { ComparisonRecord } from '../core/model/comparison-record.ts';
import type { RunRecord } from '../core/model/run-record.ts';
import type { RunStore } from '../store/run-store.ts';

/** A recorded run or comparison. */
export interface LoadedRecord {
  readonly record: RunRecord | ComparisonRecord;
  readonly isNewest: boolean;
}

/**
 * The run or comparison of that id, or the newest of either kind. Throws GateError RECORD_MISSING, RECORD_UNREADABLE or
 * RECORD_TOO_NEW.
 */
export async function loadRecord(store: RunStore, named: string | undefined): Promise<LoadedRecord> {
  const [runs, comparisons] = await Promise.all([store.runs.list(), store.comparisons.list()]);
  // Ids begin with the time.
  const newest = [...runs.ids, ...comparisons.ids].sort().at(-1) ?? 'none';
  const id = named ?? newest;
  const record = comparisons.ids.includes(id) ? await store.comparisons.load(id) : await store.runs.load(id);
  return { record, isNewest: id === newest };
}
