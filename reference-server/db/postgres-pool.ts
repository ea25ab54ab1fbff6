import { isCallerLeft, presentCaller } from '../http/caller.ts';
import type { Timing } from '../http/timing.ts';
import type { CursorOptions, SqlPool, SqlPoolStats, SqlSession, SqlStatement, TimeoutClass } from '../ports.ts';
import { batchStatements } from './batch-statements.ts';
import { ClientPerQuery } from './client-per-query.ts';
import type { Connection } from './connection.ts';
import { ConnectionPool, type ConnectionPoolOptions } from './connection-pool.ts';
import { readByCursor } from './query-cursor.ts';
import { isConnectionSound, queryFailure } from './query-failure.ts';
import type { RowCursor } from './row-cursor.ts';
import { StatementWatch, type StatementWatchOptions } from './statement-watch.ts';
import { runTransaction } from './transaction.ts';

export interface PostgresPoolOptions extends Omit<ConnectionPoolOptions, 'connection'>, StatementWatchOptions {
  /** With user and password. */
  readonly url: string;
  readonly role: string | null;
  readonly timeoutMs: Readonly<Record<TimeoutClass, number>>;
  /** False: a connection for each statement, transaction or cursor, closed after it. Default true. */
  readonly isPooled?: boolean;
  /** Rows of a batch, and of a fetch of a cursor, where the caller says nothing. */
  readonly rows: { readonly batch: number; readonly cursor: number };
}

/** The SqlPool of a domain on real PostgreSQL. Rejects when the database cannot be reached. */
export async function openPostgresPool(options: PostgresPoolOptions): Promise<SqlPool> {
  const { url, role, clock, timeoutMs } = options;
  const statementMs = Math.max(...Object.values(timeoutMs));
  const connection = { url, role, connectMs: options.acquireMs, statementMs, clock };
  const pool =
    options.isPooled === false
      ? new ClientPerQuery({ ...options, connection })
      : await ConnectionPool.open({ ...options, connection });
  const watch = new StatementWatch(options);
  /** Of each fetch; the pause between two is the reader's own. */
  const fetchMs = timeoutMs['long-running'];
  const limitOf = ({ timeout = 'default' }: SqlStatement) => timeoutMs[timeout];

  /** Runs one statement on a connection that is there. */
  const runOn = <Row extends object>(lent: Connection, statement: SqlStatement, timing?: Timing) =>
    watch.time(statement, timing, () => lent.run<Row>(statement, limitOf(statement)));

  async function query<Row extends object>(statement: SqlStatement, timing?: Timing): Promise<readonly Row[]> {
    const asked = clock.monotonicMs();
    watch.count();
    let isSound = true;
    try {
      const lent = pool.acquire(presentCaller.getStore());
      const connection = lent instanceof Promise ? await lent : lent;
      timing?.add('queue', clock.monotonicMs() - asked);
      try {
        return await runOn<Row>(connection, statement, timing);
      } catch (error) {
        isSound = isConnectionSound(error);
        throw queryFailure(error);
      } finally {
        pool.release(connection, isSound);
      }
    } catch (error) {
      if (!isCallerLeft(error)) watch.countError();
      throw error;
    }
  }

  async function transaction<T>(
    work: (session: SqlSession, connection: Connection) => Promise<T>,
    timing?: Timing,
  ): Promise<T> {
    const asked = clock.monotonicMs();
    const { connection, loan } = await pool.borrow('transaction', presentCaller.getStore());
    timing?.add('queue', clock.monotonicMs() - asked);
    const run = <Row extends object>(statement: SqlStatement) => {
      watch.count();
      return runOn<Row>(connection, statement, timing);
    };
    const ports = { run, connection, timeoutMs: timeoutMs.default };
    const end = await runTransaction(ports, (session) => work(session, connection));
    pool.release(connection, end.isSound);
    loan.end();
    if (end.kind === 'committed') return end.result;
    watch.countError();
    throw end.error;
  }

  function byCursor<Batch extends { readonly length: number }>(
    statement: SqlStatement,
    open: (connection: Connection) => RowCursor<Batch>,
    { batchSize = options.rows.cursor, signal }: CursorOptions,
  ): AsyncGenerator<Batch, void, undefined> {
    return readByCursor({ pool, watch, statement, open, batchSize, signal, caller: presentCaller.getStore() });
  }

  return {
    query,
    transaction,
    queryCursor: <Row extends object>(statement: SqlStatement, options: CursorOptions = {}) =>
      byCursor(statement, (connection) => connection.openCursor<Row>(statement, fetchMs), options),
    queryRaw: (statement, sink, options = {}) =>
      byCursor(statement, (connection) => connection.openRawCursor(statement, sink, fetchMs), options),
    async batchQuery(text, rows, { batchSize = options.rows.batch, timing } = {}) {
      const statements = batchStatements(text, rows, batchSize);
      return transaction(async (session, connection) => {
        let written = 0;
        for (const statement of statements) {
          await session.query(statement);
          written += connection.rowCount;
        }
        return written;
      }, timing);
    },
    onSlowQuery: (listener) => watch.onSlow(listener),
    getStats: (): SqlPoolStats => ({ ...pool.getLevels(), ...pool.getTotals(), ...watch.getTotals() }),
    close: async () => pool.close(),
  };
}
