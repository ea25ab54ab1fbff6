import { CommandCounts } from '../cache/command-counts.ts';
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
  readonly #commands = new CommandCounts();

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
    this.#commands.add('get');
    return this.#kv.get(key);
  }

  getMany(keys: readonly string[]): Promise<readonly (Buffer | null)[]> {
    this.#commands.add('mget');
    return this.#kv.getMany(keys);
  }

  set(key: string, value: Buffer, ttlSeconds: number): Promise<void> {
    this.#commands.add('set');
    return this.#kv.set(key, value, ttlSeconds);
  }

  claim(key: string, value: string, ttlMs: number): Promise<boolean> {
    this.#commands.add('set');
    return this.#kv.claim(key, value, ttlMs);
  }

  release(key: string, value: string): Promise<void> {
    this.#commands.add('eval');
    return this.#kv.release(key, value);
  }

  delete(keys: readonly string[]): Promise<void> {
    this.#commands.add('unlink');
    return this.#kv.delete(keys);
  }

  async *scan(pattern: string): AsyncIterable<readonly string[]> {
    for await (const page of this.#kv.scan(pattern)) {
      this.#commands.add('scan');
      yield page;
    }
  }

  publish(channel: string, message: string): Promise<void> {
    this.#commands.add('publish');
    return this.#kv.publish(channel, message);
  }

  subscribe(channel: string, subscriber: KvSubscriber): KvSubscription {
    return this.#kv.subscribe(channel, subscriber);
  }

  track(prefix: string, tracker: KvTracker): KvSubscription {
    return this.#kv.track(prefix, tracker);
  }

  touch(key: string): Promise<void> {
    this.#commands.add('eval');
    return this.#kv.touch(key);
  }

  ping(): Promise<void> {
    this.#commands.add('ping');
    return this.#kv.ping();
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

  /** The store itself stays open. */
  async close(): Promise<void> {
    this.#onClose();
  }
}
