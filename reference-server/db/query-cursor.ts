import type { Caller } from '../http/caller.ts';
import type { SqlStatement } from '../ports.ts';
import type { Connection } from './connection.ts';
import type { ConnectionLender } from './connection-pool.ts';
import { queryFailure } from './query-failure.ts';
import type { RowCursor } from './row-cursor.ts';
import type { StatementWatch } from './statement-watch.ts';

export interface CursorQuestion<Batch> {
  readonly pool: ConnectionLender;
  readonly watch: StatementWatch;
  readonly statement: SqlStatement;
  readonly open: (connection: Connection) => RowCursor<Batch>;
  /** Rows fetched at a time. */
  readonly batchSize: number;
  readonly signal?: AbortSignal | undefined;
  /** Who waits for the first rows. */
  readonly caller?: Caller | undefined;
}

/**
 * Reads a statement's rows through a cursor, a batch at a time: the database makes the next while the reader has the last, and
 * none beyond it. Its connection goes back to the pool when the reader stops between two batches, once the fetch under way has
 * ended, and is closed where a fetch failed or was cut off.
 */
export async function* readByCursor<Batch extends { readonly length: number }>(
  question: CursorQuestion<Batch>,
): AsyncGenerator<Batch, void, undefined> {
  const { pool, watch, statement, open, batchSize, signal, caller } = question;
  signal?.throwIfAborted();
  const { connection, loan } = await pool.borrow('cursor', caller);
  const cut = () => connection.close();
  signal?.addEventListener('abort', cut);
  watch.count();
  const cursor = open(connection);
  const fetch = () => {
    const rows = watch.time(statement, undefined, () => cursor.read(batchSize));
    // Whoever waits for it hears of its failure; nobody may be waiting yet.
    rows.catch(() => {});
    return rows;
  };
  let state: 'fetching' | 'between' | 'at its end' = 'fetching';
  let ahead = fetch();
  try {
    for (;;) {
      state = 'fetching';
      const rows = await ahead;
      if (rows.length === 0) {
        state = 'at its end';
        return;
      }
      ahead = fetch();
      state = 'between';
      yield rows;
    }
  } catch (error) {
    signal?.throwIfAborted();
    watch.countError();
    throw queryFailure(error);
  } finally {
    signal?.removeEventListener('abort', cut);
    const isSound = state === 'at its end' || (state === 'between' && (await isClosed(cursor, ahead)));
    pool.release(connection, isSound);
    loan.end();
  }
}

/** Whether the statement could be ended, so that its connection can be used again. */
async function isClosed(cursor: RowCursor<unknown>, ahead: Promise<unknown>): Promise<boolean> {
  return ahead
    .then(() => cursor.close())
    .then(
      () => true,
      () => false,
    );
}
