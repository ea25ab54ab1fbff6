import type { ClaimsRecord } from '../core/model/claim.ts';
import type { ComparisonRecord } from '../core/model/comparison-record.ts';
import type { HistoryEntry } from '../core/model/history.ts';
import type { BenchmarkName, RunRecord } from '../core/model/run-record.ts';
import type { LeftFile } from './remove-file.ts';

/** Where runs, comparisons, measured claims and history are kept. Every implementation passes the suite of `store-contract.ts`. */
export interface RunStore {
  readonly runs: Shelf<RunRecord>;
  readonly comparisons: Shelf<ComparisonRecord>;
  readonly claims: Shelf<ClaimsRecord>;
  readonly history: HistoryShelf;
  /** Releases what the store holds open. */
  close(): Promise<void>;
}

/** Documents of one kind, each written once and never changed. */
export interface Shelf<Document extends { readonly id: string }> {
  /**
   * Keeps a document and says where it lies. Throws GateError STORE_FULL, STORE_NOT_WRITABLE, STORE_UNREACHABLE or
   * RECORD_EXISTS; whatever happens, earlier documents stay as they are and no half document is ever visible.
   */
  save(document: Document): Promise<string>;
  /** Throws GateError RECORD_MISSING, RECORD_UNREADABLE or RECORD_TOO_NEW. */
  load(id: string): Promise<Document>;
  /** Ids by rising time. What is no document of this kind is left out and named in `foreign`, with what it is where its name is one's. */
  list(): Promise<{ readonly ids: readonly string[]; readonly foreign: readonly string[] }>;
  /** Removes those of the ids that are there. One that cannot be removed stops none of the others. */
  remove(ids: readonly string[]): Promise<Removal>;
}

export interface Removal {
  /** Ids of what was there and is gone, by rising time. */
  readonly removed: readonly string[];
  /** What should have gone and is still there. */
  readonly left: readonly LeftFile[];
}

export interface HistoryShelf extends Shelf<HistoryEntry> {
  /** Entries by rising time. What cannot be read is left out, and named with its reason in `skipped`. */
  entries(query: HistoryQuery): Promise<StoredHistory>;
}

/** What entries are asked for; what is left out does not matter. */
export interface HistoryQuery {
  readonly benchmark?: BenchmarkName;
  readonly subject?: string;
  readonly machineClass?: string;
}

export interface StoredHistory {
  readonly entries: readonly HistoryEntry[];
  /** One sentence each. */
  readonly skipped: readonly string[];
}

/** Turns the text of a stored document into a checked one; `name` is for the error. */
export type Parse<Document> = (text: string, name: string) => Document;

/** The parsers of all kinds; the store itself knows nothing of their shapes. */
export interface Parsers {
  readonly run: Parse<RunRecord>;
  readonly comparison: Parse<ComparisonRecord>;
  readonly claims: Parse<ClaimsRecord>;
  readonly history: Parse<HistoryEntry>;
}
