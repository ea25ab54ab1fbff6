import type { Breaker } from './breaker.ts';
import type { KvClient, KvSubscriber, KvSubscription, KvTracker } from './kv-client.ts';

/** An answer, if not the one that was hoped for (READONLY, OOM): the store is there. */
const isAnswer = (error: unknown): boolean => error instanceof Error && error.name === 'ReplyError';

/** A store behind a breaker: while it is open every call is refused at once, and the store counts as not reachable. */
export function guardKv(kv: KvClient, breaker: Breaker): KvClient {
  return new GuardedKv(kv, breaker);
}

class GuardedKv implements KvClient {
  readonly #kv: KvClient;
  readonly #breaker: Breaker;

  constructor(kv: KvClient, breaker: Breaker) {
    this.#kv = kv;
    this.#breaker = breaker;
    kv.onReady(() => breaker.reconnected());
  }

  get isReady(): boolean {
    return this.#kv.isReady && this.#breaker.state !== 'open';
  }

  get(key: string): Promise<Buffer | null> {
    return this.#call(() => this.#kv.get(key));
  }

  getMany(keys: readonly string[]): Promise<readonly (Buffer | null)[]> {
    return this.#call(() => this.#kv.getMany(keys));
  }

  set(key: string, value: Buffer, ttlSeconds: number): Promise<void> {
    return this.#call(() => this.#kv.set(key, value, ttlSeconds));
  }

  claim(key: string, value: string, ttlMs: number): Promise<boolean> {
    return this.#call(() => this.#kv.claim(key, value, ttlMs));
  }

  release(key: string, value: string): Promise<void> {
    return this.#call(() => this.#kv.release(key, value));
  }

  delete(keys: readonly string[]): Promise<void> {
    return this.#call(() => this.#kv.delete(keys));
  }

  async *scan(pattern: string): AsyncIterable<readonly string[]> {
    const pages = this.#kv.scan(pattern)[Symbol.asyncIterator]();
    for (;;) {
      const page = await this.#call(() => pages.next());
      if (page.done === true) return;
      yield page.value;
    }
  }

  publish(channel: string, message: string): Promise<void> {
    return this.#call(() => this.#kv.publish(channel, message));
  }

  subscribe(channel: string, subscriber: KvSubscriber): KvSubscription {
    return this.#kv.subscribe(channel, subscriber);
  }

  track(prefix: string, tracker: KvTracker): KvSubscription {
    return this.#kv.track(prefix, tracker);
  }

  touch(key: string): Promise<void> {
    return this.#call(() => this.#kv.touch(key));
  }

  ping(): Promise<void> {
    return this.#kv.ping();
  }

  onReady(listener: () => void): void {
    this.#kv.onReady(listener);
  }

  getCommandCount(): number {
    return this.#kv.getCommandCount();
  }

  getCommandCounts(): Readonly<Record<string, number>> {
    return this.#kv.getCommandCounts();
  }

  close(): Promise<void> {
    return this.#kv.close();
  }

  async #call<Result>(command: () => Promise<Result>): Promise<Result> {
    const leave = this.#breaker.enter();
    if (leave === null) throw new Error('the store is left alone: it did not answer');
    try {
      const result = await command();
      this.#breaker.succeeded(leave);
      return result;
    } catch (error) {
      if (isAnswer(error)) this.#breaker.succeeded(leave);
      else this.#breaker.failed(leave);
      throw error;
    }
  }
}
