import { Redis } from 'ioredis';
import type { RateCounter } from './rate-counter.ts';

/** One step, so that no counter is ever left without an end. */
const COUNT = `
local current = redis.call('INCR', KEYS[1])
if current == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {current, redis.call('PTTL', KEYS[1])}`;

const DEADLINE_MS = 50;
const CONNECT_TIMEOUT_MS = 2_000;
const LONGEST_RETRY_MS = 2_000;

/** Counts that all servers on one Redis share. It rejects at once while Redis is away, and within 50 ms when it is silent. */
export function redisRateCounter(url: string): RateCounter {
  const redis = new Redis(url, {
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: DEADLINE_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt: number) => Math.min(50 * 2 ** (attempt - 1), LONGEST_RETRY_MS),
  });
  // The server says elsewhere that Redis is gone.
  redis.on('error', () => {});
  return {
    async count(key, windowMs) {
      const answer: unknown = await redis.eval(COUNT, 1, key, windowMs);
      const [current, ttlMs] = Array.isArray(answer) ? answer : [];
      if (typeof current === 'number' && typeof ttlMs === 'number') return { current, ttlMs };
      throw new TypeError('Redis answered a count with something else than two numbers');
    },
    async close() {
      redis.disconnect();
    },
  };
}
