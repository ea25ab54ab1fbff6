import { StatementTimeout } from './statement-timeout.ts';

/** A server that lives cancels within milliseconds; one that does not has as long as anybody waits who fills a cache (002). */
const CANCEL_MS = 2_000;

/**
 * Waits for a statement's end, whatever it is. After `timeoutMs` it is cancelled and has as long again as cancelling may take; then
 * it is given up, and StatementTimeout thrown: nobody knows what becomes of it. Whatever else comes out of here is how it ended:
 * it may have been done before it could be cancelled.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  statement: { readonly run: () => Promise<T>; readonly cancel: () => void; readonly giveUp: () => void },
): Promise<T> {
  let isGivenUp = false;
  const giveUp = () => {
    isGivenUp = true;
    statement.giveUp();
  };
  let timer = setTimeout(() => {
    timer = setTimeout(giveUp, CANCEL_MS);
    statement.cancel();
  }, timeoutMs);
  try {
    return await statement.run();
  } catch (error) {
    throw isGivenUp ? new StatementTimeout(timeoutMs, error) : error;
  } finally {
    clearTimeout(timer);
  }
}
