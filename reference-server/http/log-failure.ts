import type { Logger } from '../ports.ts';
import { HttpError } from './http-error.ts';

/**
 * Tells the log of an answer 5xx: of one that we foresaw its code, of any other all that is known. Who was asked to come back
 * later is counted, not told: of those there are thousands when there are any.
 */
export function logFailure(log: Logger, error: unknown, failure: HttpError, route: string | undefined): void {
  if (failure.statusCode < 500 || failure.retryAfterSeconds !== undefined) return;
  if (error instanceof HttpError) log.warn({ code: failure.code, route }, 'request failed');
  else log.error({ err: error, route }, 'request failed');
}
