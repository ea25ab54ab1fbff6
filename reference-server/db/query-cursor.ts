import type { SqlStatement } from '../ports.ts';
import type { ConnectionLender } from './connection-pool.ts';
import { queryFailure } from './query-failure.ts';
import type { StatementWatch } from './statement-watch.ts';

export interface CursorQuestion {
  readonly pool: ConnectionLender;
  readonly watch: StatementWatch;
  readonly statement: SqlStatement;
  /** Rows fetched at a time. */
  readonly batchSize: number;
  /** For each fetch; the pause between two is the reader's own. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a statement's rows through a cursor, a batch at a time and not before it is asked for. Its connection goes back to the
 * pool when the reader stops between two batches, and is closed where a fetch failed or was cut off.
 */
export async function* readByCursor<Row extends object>(
  question: CursorQuestion,
): AsyncGenerator<readonly Row[], void, undefined> {
  const { pool, watch, statement, batchSize, timeoutMs, signal } = question;
  signal?.throwIfAborted();
  const { connection, loan } = await pool.borrow('cursor');
  const cut = () => connection.close();
  signal?.addEventListener('abort', cut);
  watch.count();
  const cursor = connection.openCursor<Row>(statement, timeoutMs);
  let state: 'fetching' | 'between' | 'at its end' = 'fetching';
  try {
    for (;;) {
      state = 'fetching';
      const rows = await watch.time(statement, undefined, () => cursor.read(batchSize));
      if (rows.length === 0) {
        state = 'at its end';
        return;
      }
      state = 'between';
      yield rows;
    }
  } catch (error) {
    signal?.throwIfAborted();
    watch.countError();
    throw queryFailure(error);
  } finally {
    signal?.removeEventListener('abort', cut);
    const isSound = state === 'at its end' || (state === 'between' && (await isClosed(cursor)));
    pool.release(connection, isSound);
    loan.end();
  }
}

/** Whether the statement could be ended, so that its connection can be used again. */
async function isClosed(cursor: { close(): Promise<void> }): Promise<boolean> {
  return cursor.close().then(
    () => true,
    () => false,
  );
}
