import type { Pool, QueryResultRow } from 'pg';
import { GateError } from '../../core/model/gate-error.ts';
import { migrate } from './migrate.ts';

/** The database of a team. Its tables are made and brought up to date by whoever uses it first. */
export interface Database {
  /** For people: host, port and name; no user, no password. */
  readonly place: string;
  /** Throws GateError STORE_UNREACHABLE, STORE_FULL, STORE_NOT_WRITABLE, RECORD_EXISTS. */
  query<Row extends QueryResultRow>(sql: string, values: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

const CONNECT_PATIENCE_MS = 5_000;
const QUERY_PATIENCE_MS = 60_000;

/** Connects when first asked. Throws GateError STORE_ADDRESS_INVALID. */
export function openDatabase(address: string): Database {
  const place = placeOf(address);
  let opened: Promise<Pool> | undefined;
  return {
    place,
    async query<Row extends QueryResultRow>(sql: string, values: readonly unknown[]) {
      try {
        opened ??= open(address);
        const pool = await opened.catch((error: unknown) => {
          // The next question tries again.
          opened = undefined;
          throw error;
        });
        return (await pool.query<Row>(sql, [...values])).rows;
      } catch (cause) {
        throw databaseError(place, cause);
      }
    },
    async close() {
      await (await opened?.catch(() => undefined))?.end();
    },
  };
}

async function open(address: string): Promise<Pool> {
  // Loaded only here: no other command should pay for the driver.
  const { Pool } = await import('pg');
  const pool = new Pool({
    connectionString: address,
    max: 4,
    connectionTimeoutMillis: CONNECT_PATIENCE_MS,
    query_timeout: QUERY_PATIENCE_MS,
    application_name: 'loadline',
    allowExitOnIdle: true,
  });
  // A connection that is cut while nobody uses it is replaced by the next query.
  pool.on('error', () => undefined);
  try {
    await migrate(pool);
    return pool;
  } catch (error) {
    await pool.end();
    throw error;
  }
}

function placeOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new GateError({
      code: 'STORE_ADDRESS_INVALID',
      message: 'LOADLINE_STORE is no address of a PostgreSQL.',
      advice: 'Write it as postgres://user:password@host:5432/database, or unset it to keep everything in .loadline/.',
    });
  }
  return `PostgreSQL at ${url.host}${url.pathname}`;
}

/** Codes of PostgreSQL: unique_violation, disk_full, insufficient_privilege, read_only_sql_transaction. */
function databaseError(place: string, cause: unknown): GateError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  switch (code) {
    case '23505':
      return new GateError({
        code: 'RECORD_EXISTS',
        message: `${place} has a document of that id already, and none is ever overwritten.`,
        advice: 'Run again: every run has an id of its own.',
        cause,
      });
    case '53100':
      return new GateError({
        code: 'STORE_FULL',
        message: `the disk of ${place} is full.`,
        advice: 'Free some space there, or remove old documents with "loadline prune".',
        cause,
      });
    case '42501':
    case '25006':
      return new GateError({
        code: 'STORE_NOT_WRITABLE',
        message: `${place} does not allow this user to write.`,
        advice: 'Give the user of LOADLINE_STORE the right to create and write tables.',
        cause,
      });
    default: {
      const said = cause instanceof Error && cause.message !== '' ? cause.message : code;
      return new GateError({
        code: 'STORE_UNREACHABLE',
        message: `${place} cannot be used: ${said.replace(/\.$/, '')}.`,
        advice: 'Check LOADLINE_STORE and the server; what was measured is kept here, and handed over by a later run.',
        cause,
      });
    }
  }
}
