import { Redis } from 'ioredis';
import { ServerError } from '../server-error.ts';

/** One that says nothing, or cannot be reached, may be there later, and is not asked then. */
const ANSWER_MS = 2_000;
/** As the bus `tracking` does. Tracking by prefix came with Redis 6, flags of scripts with Redis 7. */
const ASKED = [
  ['CLIENT', 'TRACKING', 'ON', 'BCAST', 'PREFIX', 'loadline:', 'NOLOOP'],
  ['EVAL', '#!lua flags=no-writes,allow-oom\nreturn 1', '0'],
] as const;

/** Throws ServerError REDIS_CANNOT_TRACK where a Redis that is there does not know what the bus `tracking` asks of it, or forbids it. */
export async function requireTracking({ url, version }: { readonly url: string; readonly version: string }) {
  const redis = new Redis(url, {
    // On RESP3 a connection is told of what it tracks itself: no second one is needed to ask.
    protocol: 3,
    lazyConnect: true,
    connectTimeout: ANSWER_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', () => {});
  const patience = setTimeout(() => redis.disconnect(), ANSWER_MS);
  try {
    await redis.connect();
    for (const [command, ...given] of ASKED) await redis.call(command, ...given);
  } catch (error) {
    // Others pass: it is loading, a replica, or wants another password.
    const [, said] = /^((?:ERR|NOPERM) .*)/.exec(error instanceof Error ? error.message : '') ?? [];
    if (said === undefined) return;
    throw new ServerError({
      code: 'REDIS_CANNOT_TRACK',
      message: `${version} does not tell which keys others change, as CACHE_BUS=tracking wants it ("${said}")`,
      advice: 'Use Redis 7 or later, as a user who may CLIENT TRACKING and EVAL, or set CACHE_BUS=pubsub.',
      cause: error,
    });
  } finally {
    clearTimeout(patience);
    redis.disconnect();
  }
}
