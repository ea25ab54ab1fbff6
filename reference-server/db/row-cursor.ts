/** Rows of a running statement, in order. */
export interface RowCursor<Batch> {
  /** The next rows, at most so many; none at the end. */
  read(rows: number): Promise<Batch>;
  /** Ends the statement; its connection can then be used again. */
  close(): Promise<void>;
}
