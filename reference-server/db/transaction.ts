import type { SqlSession, SqlStatement } from '../ports.ts';
import type { Connection } from './connection.ts';
import { queryFailure } from './query-failure.ts';

/** What a transaction needs of the pool that it belongs to. */
export interface TransactionPorts {
  /** Runs and counts one statement of the transaction. */
  readonly run: <Row extends object>(statement: SqlStatement) => Promise<readonly Row[]>;
  readonly connection: Connection;
  /** For BEGIN, COMMIT and ROLLBACK. */
  readonly timeoutMs: number;
}

/** How it ended; `isSound`: the connection can be used again. */
export type TransactionEnd<T> = { readonly isSound: boolean } & (
  | { readonly kind: 'committed'; readonly result: T }
  | { readonly kind: 'rolled back'; readonly error: unknown }
);

/**
 * Runs `work` between BEGIN and COMMIT. A statement that failed fails the transaction, even where `work` goes on: PostgreSQL
 * would answer COMMIT with a silent ROLLBACK.
 */
export async function runTransaction<T>(
  { run, connection, timeoutMs }: TransactionPorts,
  work: (session: SqlSession) => Promise<T>,
): Promise<TransactionEnd<T>> {
  let isOver = false;
  const failures: unknown[] = [];
  const control = async (text: string): Promise<void> => {
    await connection.run({ text }, timeoutMs).catch((error: unknown) => {
      throw queryFailure(error);
    });
  };
  const session: SqlSession = {
    async query<Row extends object>(statement: SqlStatement) {
      if (isOver) throw new TypeError('the transaction is over');
      return run<Row>(statement).catch((error: unknown) => {
        const failure = queryFailure(error);
        failures.push(failure);
        throw failure;
      });
    },
  };
  try {
    await control('BEGIN');
    const result = await work(session);
    isOver = true;
    if (failures.length > 0) throw failures[0];
    await control('COMMIT');
    return { kind: 'committed', isSound: true, result };
  } catch (error) {
    isOver = true;
    // A connection that cannot roll back is closed, and rolls back by that.
    const isSound = await control('ROLLBACK').then(
      () => true,
      () => false,
    );
    return { kind: 'rolled back', isSound, error };
  }
}
