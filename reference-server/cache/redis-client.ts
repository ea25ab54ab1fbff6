import { Redis } from 'ioredis';
import type { KvClient } from './kv-client.ts';

export interface RedisClientOptions {
  /** `redis://[user:password@]host:port[/db]`; never logged. */
  readonly url: string;
  /** A command without an answer by then is rejected. Default 50. */
  readonly deadlineMs?: number;
  /** Told of each loss and each return of the connection, once each; `reason` names the error, without the URL. */
  readonly onChange?: (isReady: boolean, reason: string) => void;
}

const DEFAULT_DEADLINE_MS = 50;
const CONNECT_TIMEOUT_MS = 2000;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2000;
const SCAN_PAGE = 1000;

/** A KvClient on Redis. It connects by itself, now and after every loss; it is handed out before it is ready. */
export function createRedisClient(options: RedisClientOptions): KvClient {
  return new RedisClient(options);
}

class RedisClient implements KvClient {
  readonly #redis: Redis;
  readonly #listeners: (() => void)[] = [];
  readonly #commands = { get: 0, set: 0, unlink: 0, scan: 0, ping: 0 };
  #wasReady: boolean | undefined;
  #isClosed = false;
  #lastError = 'no connection';

  constructor(options: RedisClientOptions) {
    this.#redis = new Redis(options.url, {
      commandTimeout: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LONGEST_RETRY_MS),
      // A replica that was a primary: another connection may find the new primary.
      reconnectOnError: (error) => error.message.startsWith('READONLY'),
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
    this.#commands.get++;
    return this.#redis.getBuffer(key);
  }

  async set(key: string, value: Buffer, ttlSeconds: number): Promise<void> {
    this.#commands.set++;
    await this.#redis.set(key, value, 'EX', ttlSeconds);
  }

  async delete(keys: readonly string[]): Promise<void> {
    this.#commands.unlink++;
    await this.#redis.unlink([...keys]);
  }

  async *scan(pattern: string): AsyncIterable<readonly string[]> {
    const match = pattern.replace(/[?[\]\\]/g, '\\$&');
    let cursor = '0';
    do {
      this.#commands.scan++;
      const [next, keys] = await this.#redis.scan(cursor, 'MATCH', match, 'COUNT', SCAN_PAGE);
      yield keys;
      cursor = next;
    } while (cursor !== '0');
  }

  async ping(): Promise<void> {
    this.#commands.ping++;
    await this.#redis.ping();
  }

  onReady(listener: () => void): void {
    this.#listeners.push(listener);
  }

  getCommandCount(): number {
    return Object.values(this.#commands).reduce((sum, count) => sum + count, 0);
  }

  getCommandCounts(): Readonly<Record<string, number>> {
    return { ...this.#commands };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#redis.disconnect();
  }
}
