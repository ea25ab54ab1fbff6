import type { Timing } from '../http/timing.ts';
import type { Clock, Logger, SqlPool, SqlPoolStats, SqlStatement, TimeoutClass } from '../ports.ts';
import { ConnectionPool } from './connection-pool.ts';
import { isConnectionSound, queryFailure } from './query-failure.ts';

export interface PostgresPoolOptions {
  /** With user and password. */
  readonly url: string;
  readonly role: string | null;
  readonly min: number;
  readonly max: number;
  readonly idleMs: number;
  readonly acquireMs: number;
  readonly timeoutMs: Readonly<Record<TimeoutClass, number>>;
  /** Slower statements are logged, without their values, and counted. */
  readonly slowMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The SqlPool of a domain on real PostgreSQL. Rejects when the database cannot be reached. */
export async function openPostgresPool(options: PostgresPoolOptions): Promise<SqlPool> {
  const { clock, log, timeoutMs, slowMs } = options;
  const pool = await ConnectionPool.open({
    ...options,
    connection: {
      url: options.url,
      role: options.role,
      connectMs: options.acquireMs,
      statementMs: Math.max(...Object.values(timeoutMs)),
    },
  });
  let statements = 0;
  let errors = 0;
  let slowStatements = 0;
  let statementMs = 0;

  async function query<Row extends object>(statement: SqlStatement, timing?: Timing): Promise<readonly Row[]> {
    const asked = clock.monotonicMs();
    statements += 1;
    let isSound = true;
    try {
      const lent = pool.acquire();
      const connection = lent instanceof Promise ? await lent : lent;
      const began = clock.monotonicMs();
      timing?.add('queue', began - asked);
      try {
        return await connection.run<Row>(statement, timeoutMs[statement.timeout ?? 'default']);
      } catch (error) {
        isSound = isConnectionSound(error);
        throw queryFailure(error);
      } finally {
        const took = clock.monotonicMs() - began;
        pool.release(connection, isSound);
        timing?.add('db', took);
        statementMs += took;
        if (took > slowMs) {
          slowStatements += 1;
          log.warn({ statement: statement.name ?? statement.text, ms: Math.round(took) }, 'slow statement');
        }
      }
    } catch (error) {
      errors += 1;
      throw error;
    }
  }

  return {
    query,
    getStats: (): SqlPoolStats => ({
      ...pool.getLevels(),
      ...pool.getTimes(),
      statements,
      errors,
      statementSeconds: statementMs / 1_000,
      slowStatements,
    }),
    close: async () => pool.close(),
  };
}
