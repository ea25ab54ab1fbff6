import type { KvClient, KvSubscriber, KvSubscription, KvTracker } from '../cache/kv-client.ts';

/** The server's store, lent to many: what one of them hangs on it is taken off again when he closes, and his commands are counted. */
export class KvLender {
  readonly #kv: KvClient;
  readonly #shares = new Set<KvShare>();

  constructor(kv: KvClient) {
    this.#kv = kv;
    kv.onReady(() => {
      for (const share of this.#shares) share.ready();
    });
  }

  lend(): KvShare {
    const share: KvShare = new KvShare(this.#kv, () => this.#shares.delete(share));
    this.#shares.add(share);
    return share;
  }
}

/** The store as one variant sees it. */
export class KvShare implements KvClient {
  readonly #kv: KvClient;
  readonly #onClose: () => void;
  readonly #listeners: (() => void)[] = [];
  readonly #commands: Record<string, number> = {};

  constructor(kv: KvClient, onClose: () => void) {
    this.#kv = kv;
    this.#onClose = onClose;
  }

  get isReady(): boolean {
    return this.#kv.isReady;
  }

  /** The store has become reachable. */
  ready(): void {
    for (const listener of this.#listeners) listener();
  }

  get(key: string): Promise<Buffer | null> {
    this.#count('get');
    return this.#kv.get(key);
  }

  getMany(keys: readonly string[]): Promise<readonly (Buffer | null)[]> {
    this.#count('mget');
    return this.#kv.getMany(keys);
  }

  set(key: string, value: Buffer, ttlSeconds: number): Promise<void> {
    this.#count('set');
    return this.#kv.set(key, value, ttlSeconds);
  }

  claim(key: string, value: string, ttlMs: number): Promise<boolean> {
    this.#count('set');
    return this.#kv.claim(key, value, ttlMs);
  }

  release(key: string, value: string): Promise<void> {
    this.#count('eval');
    return this.#kv.release(key, value);
  }

  delete(keys: readonly string[]): Promise<void> {
    this.#count('unlink');
    return this.#kv.delete(keys);
  }

  async *scan(pattern: string): AsyncIterable<readonly string[]> {
    for await (const page of this.#kv.scan(pattern)) {
      this.#count('scan');
      yield page;
    }
  }

  publish(channel: string, message: string): Promise<void> {
    this.#count('publish');
    return this.#kv.publish(channel, message);
  }

  subscribe(channel: string, subscriber: KvSubscriber): KvSubscription {
    return this.#kv.subscribe(channel, subscriber);
  }

  track(prefix: string, tracker: KvTracker): KvSubscription {
    return this.#kv.track(prefix, tracker);
  }

  touch(key: string): Promise<void> {
    this.#count('eval');
    return this.#kv.touch(key);
  }

  ping(): Promise<void> {
    this.#count('ping');
    return this.#kv.ping();
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

  /** The store itself stays open. */
  async close(): Promise<void> {
    this.#onClose();
  }

  #count(command: string): void {
    this.#commands[command] = (this.#commands[command] ?? 0) + 1;
  }
}
