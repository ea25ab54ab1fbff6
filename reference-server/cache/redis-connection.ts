/** Before the first attempt at connecting again, doubled before each further one up to the longest. */
export interface RetryPauses {
  readonly firstMs: number;
  readonly longestMs: number;
}

const CONNECT_TIMEOUT_MS = 2000;
export const DEFAULT_RETRY: RetryPauses = { firstMs: 50, longestMs: 2000 };

/** Options of every connection to Redis: nothing is held back for later, as the cache knows better what to do meanwhile. */
export const connectionOf = ({ firstMs, longestMs }: RetryPauses) => ({
  connectTimeout: CONNECT_TIMEOUT_MS,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  retryStrategy: (attempt: number) => Math.min(firstMs * 2 ** (attempt - 1), longestMs),
  // A replica that was a primary: another connection may find the new primary.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
});
