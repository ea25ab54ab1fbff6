import { Redis } from 'ioredis';
import { CommandCounts } from './command-counts.ts';
import type { KvClient, KvSubscriber, KvSubscription, KvTracker } from './kv-client.ts';
import { connectionOf, DEFAULT_RETRY, type RetryPauses } from './redis-connection.ts';
import { RedisListener } from './redis-listener.ts';
import { RedisTracker } from './redis-tracker.ts';

export interface RedisClientOptions {
  /** `redis://[user:password@]host:port[/db]`; never logged. */
  readonly url: string;
  /** A command without an answer by then is rejected. Default 50. */
  readonly deadlineMs?: number;
  /** Told of each loss and each return of the connection, once each; `reason` names the error, without the URL. */
  readonly onChange?: (isReady: boolean, reason: string) => void;
  /** Pause before the first attempt at connecting again, doubled before each further one up to the longest. Default 50 and 2000 ms. */
  readonly retry?: RetryPauses;
}

const DEFAULT_DEADLINE_MS = 50;
const SCAN_PAGE = 1000;
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;
/** Redis 7. Also where there is no memory left: nothing stays. */
const TOUCH = `#!lua flags=allow-oom
redis.call('set', KEYS[1], '')
redis.call('unlink', KEYS[1])`;

/** A KvClient on Redis. It connects by itself, now and after every loss; it is handed out before it is ready. */
export function createRedisClient(options: RedisClientOptions): KvClient {
  return new RedisClient(options);
}

class RedisClient implements KvClient {
  readonly #url: string;
  readonly #connection: ReturnType<typeof connectionOf>;
  readonly #redis: Redis;
  readonly #listeners: (() => void)[] = [];
  #listener: RedisListener | undefined;
  #tracker: RedisTracker | undefined;
  readonly #commands = new CommandCounts();
  #wasReady: boolean | undefined;
  #isClosed = false;
  #lastError = 'no connection';

  constructor(options: RedisClientOptions) {
    this.#url = options.url;
    this.#connection = connectionOf(options.retry ?? DEFAULT_RETRY);
    this.#redis = new Redis(options.url, {
      ...this.#connection,
      commandTimeout: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
    });
    const report = (isReady: boolean, reason: string) => {
      if (this.#wasReady === isReady || this.#isClosed) return;
      this.#wasReady = isReady;
      options.onChange?.(isReady, reason);
    };
    this.#redis.on('error', (error: NodeJS.ErrnoException) => {
      this.#lastError = error.code ?? error.name;
    });
    this.#redis.on('close', () => report(false, this.#lastError));
    this.#redis.on('ready', () => {
      report(true, 'connected');
      for (const listener of this.#listeners) listener();
    });
  }

  get isReady(): boolean {
    return this.#redis.status === 'ready';
  }

  get(key: string): Promise<Buffer | null> {
    this.#commands.add('get');
    return this.#redis.getBuffer(key);
  }

  getMany(keys: readonly string[]): Promise<readonly (Buffer | null)[]> {
    this.#commands.add('mget');
    return this.#redis.mgetBuffer([...keys]);
  }

  async set(key: string, value: Buffer, ttlSeconds: number): Promise<void> {
    this.#commands.add('set');
    await this.#redis.set(key, value, 'EX', ttlSeconds);
  }

  async claim(key: string, value: string, ttlMs: number): Promise<boolean> {
    this.#commands.add('set');
    return (await this.#redis.set(key, value, 'PX', ttlMs, 'NX')) === 'OK';
  }

  async release(key: string, value: string): Promise<void> {
    this.#commands.add('eval');
    await this.#redis.eval(RELEASE, 1, key, value);
  }

  async delete(keys: readonly string[]): Promise<void> {
    this.#commands.add('unlink');
    await this.#redis.unlink([...keys]);
  }

  async *scan(pattern: string): AsyncIterable<readonly string[]> {
    const match = pattern.replace(/[?[\]\\]/g, '\\$&');
    let cursor = '0';
    do {
      this.#commands.add('scan');
      const [next, keys] = await this.#redis.scan(cursor, 'MATCH', match, 'COUNT', SCAN_PAGE);
      yield keys;
      cursor = next;
    } while (cursor !== '0');
  }

  async publish(channel: string, message: string): Promise<void> {
    this.#commands.add('publish');
    await this.#redis.publish(channel, message);
  }

  subscribe(channel: string, subscriber: KvSubscriber): KvSubscription {
    this.#listener ??= new RedisListener(new Redis(this.#url, this.#connection));
    return this.#listener.subscribe(channel, subscriber);
  }

  track(prefix: string, tracker: KvTracker): KvSubscription {
    this.#tracker ??= new RedisTracker(this.#redis, new Redis(this.#url, { ...this.#connection, protocol: 2 }));
    return this.#tracker.track(prefix, tracker);
  }

  async touch(key: string): Promise<void> {
    this.#commands.add('eval');
    await this.#redis.eval(TOUCH, 1, key);
  }

  async ping(): Promise<void> {
    this.#commands.add('ping');
    await this.#redis.ping();
  }

  onReady(listener: () => void): void {
    this.#listeners.push(listener);
  }

  getCommandCount(): number {
    return this.#commands.total();
  }

  getCommandCounts(): Readonly<Record<string, number>> {
    return this.#commands.byKind();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listener?.close();
    this.#tracker?.close();
    this.#redis.disconnect();
  }
}
