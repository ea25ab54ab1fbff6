import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { startPostgres } from '../infra/postgres.ts';
import { startRedis } from '../infra/redis.ts';
import { ServerError } from './server-error.ts';

/** PostgreSQL and Redis of one running server. */
export interface Services {
  /** With user and password. */
  readonly postgresUrl: string;
  /** `null`: there is none on this machine. */
  readonly redis: { readonly url: string; readonly version: string; readonly isOurs: boolean } | null;
  /** Ends those that we started. */
  stop(): Promise<void>;
}

/** So long a Redis has to say what it is. */
const ANSWER_MS = 2_000;

const stateDirectory = fileURLToPath(new URL('../.loadline', import.meta.url));
const cacheDirectory = `${stateDirectory}/cache`;
const logDirectory = `${stateDirectory}/logs`;

/** Those that the URLs name, else started here. */
export async function startServices(urls: {
  readonly postgres: string | null;
  readonly redis: string | null;
}): Promise<Services> {
  const [postgres, redis] = await Promise.allSettled([
    startPostgres({ directory: cacheDirectory, logDirectory, url: urls.postgres ?? undefined }),
    startRedis({ logDirectory, url: urls.redis ?? undefined }),
  ]);
  const stop = async () => {
    await Promise.all([postgres, redis].map((started) => started.status === 'fulfilled' && started.value?.stop()));
  };
  if (postgres.status === 'rejected') {
    await stop();
    throw postgres.reason;
  }
  if (redis.status === 'rejected') {
    await stop();
    throw redis.reason;
  }
  const { url, version, origin } = redis.value ?? {};
  return {
    postgresUrl: postgres.value.url,
    redis:
      url === undefined ? null : { url, version: version ?? (await askVersion(url)), isOurs: origin !== 'external' },
    stop,
  };
}

/** What a Redis says of itself; one that does not answer now may do so later, and the server goes on with L1 until then. */
async function askVersion(url: string): Promise<string> {
  if (!URL.canParse(url)) {
    throw new ServerError({
      code: 'CONFIG_INVALID',
      message: 'REDIS_URL is not a URL',
      advice: 'Give it as redis://[user:password@]host:port.',
    });
  }
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: ANSWER_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  client.on('error', () => {});
  // One that accepts a connection and says nothing would be waited for without end.
  const patience = setTimeout(() => client.disconnect(), ANSWER_MS);
  try {
    await client.connect();
    const [, number = 'unknown'] = /^redis_version:(\S+)/m.exec(await client.info('server')) ?? [];
    return `redis ${number}`;
  } catch {
    return 'not reached';
  } finally {
    clearTimeout(patience);
    client.disconnect();
  }
}
