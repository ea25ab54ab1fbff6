import { DatabaseError } from 'pg';
import { HttpError } from '../http/http-error.ts';
import { StatementTimeout } from './statement-timeout.ts';

/** Whether the connection that a statement failed on can be used again: the server refused the statement, not us. */
export function isConnectionSound(error: unknown): boolean {
  return error instanceof DatabaseError && !isServerGone(error) && error.severity !== 'FATAL';
}

/**
 * What a caller of the pool is told. An error that the database gives for the statement itself (a constraint, say) is
 * handed on as it is; what the client of the API cannot help becomes an answer 503 that says so.
 */
export function queryFailure(error: unknown): unknown {
  if (error instanceof StatementTimeout || (error instanceof DatabaseError && error.code === '57014')) {
    return unavailable('QUERY_TIMEOUT', 'the database did not answer in time', error);
  }
  if (isConnectionSound(error)) return error;
  return databaseUnavailable(error);
}

export function databaseUnavailable(cause: unknown): HttpError {
  return unavailable('DATABASE_UNAVAILABLE', 'the database cannot be reached at the moment', cause);
}

export function poolExhausted(acquireMs: number): HttpError {
  return unavailable('POOL_EXHAUSTED', `no database connection came free within ${acquireMs} ms`);
}

/** Class 57P: the server is shutting down, has crashed, or is not up yet. Class 08: the connection. */
function isServerGone({ code }: DatabaseError): boolean {
  return code !== undefined && (code.startsWith('57P') || code.startsWith('08'));
}

function unavailable(code: string, message: string, cause?: unknown): HttpError {
  return new HttpError({ statusCode: 503, code, message, cause });
}
