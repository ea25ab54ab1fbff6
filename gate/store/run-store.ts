import type { RunRecord } from '../core/model/run-record.ts';

/** Where run records are kept. A record is written once and never changed; every implementation passes `run-store.contract.ts`. */
export interface RunStore {
  /**
   * Keeps a record and says where it lies. Throws GateError STORE_FULL, STORE_NOT_WRITABLE or RECORD_EXISTS;
   * whatever happens, earlier records stay as they are and no half record is ever visible.
   */
  save(record: RunRecord): Promise<string>;
  /** Throws GateError RECORD_MISSING, RECORD_UNREADABLE or RECORD_TOO_NEW. */
  load(id: string): Promise<RunRecord>;
  /** Ids by rising time. What is no record is left out and named in `foreign`. */
  list(): Promise<{ readonly ids: readonly string[]; readonly foreign: readonly string[] }>;
}

/** Turns the text of a stored record into a checked one; `name` is for the error. */
export type ParseRecord = (text: string, name: string) => RunRecord;
