import type { CacheClock } from '../cache/cache-clock.ts';
import type { KvClient, KvSubscriber, KvSubscription, KvTracker } from '../cache/kv-client.ts';

/**
 * How a client reaches the store. `down`: not at all, and it knows. `frozen`: it gets no answer in time, though commands are carried
 * out; `mute`: nor are they. `readonly` and `oom`: as a Redis that refuses to write, or to store.
 */
export type Link = 'up' | 'down' | 'frozen' | 'mute' | 'readonly' | 'oom';

/** A store in this process that many clients share, for tests that need a virtual clock and faults on schedule. */
export class MemoryStore {
  readonly clock: CacheClock;
  readonly entries = new Map<string, { readonly value: Buffer; readonly until: number }>();
  readonly listeners = new Map<string, Set<(message: string) => void>>();
  /** Told of every key that is changed, and by whom. */
  readonly trackers = new Set<(key: string, by: MemoryKv) => void>();

  constructor(clock: CacheClock) {
    this.clock = clock;
  }

  read(key: string): Buffer | null {
    const entry = this.entries.get(key);
    if (entry === undefined || this.clock.wallMs() >= entry.until) return null;
    return Buffer.from(entry.value);
  }

  write(key: string, value: Buffer, ttlMs: number): void {
    this.entries.set(key, { value: Buffer.from(value), until: this.clock.wallMs() + ttlMs });
  }
}

class ReplyError extends Error {
  override readonly name = 'ReplyError';
}

/** One client of a MemoryStore, with a link of its own. */
export class MemoryKv implements KvClient {
  readonly #store: MemoryStore;
  readonly #readyListeners: (() => void)[] = [];
  readonly #subscriptions = new Set<{ readonly subscriber: Pick<KvSubscriber, 'onListening'> }>();
  #link: Link = 'up';
  #commands = 0;

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  get isReady(): boolean {
    return this.#link !== 'down';
  }

  get link(): Link {
    return this.#link;
  }

  set link(link: Link) {
    // A client of a Redis that refuses to write connects anew, in the hope of another one.
    const wasConnected = isAnswering(this.#link) && this.#link !== 'readonly';
    this.#link = link;
    if (wasConnected || !isAnswering(link)) return;
    for (const listener of this.#readyListeners) listener();
    for (const { subscriber } of this.#subscriptions) subscriber.onListening();
  }

  get(key: string): Promise<Buffer | null> {
    return this.#run('read', () => this.#store.read(key));
  }

  getMany(keys: readonly string[]): Promise<readonly (Buffer | null)[]> {
    return this.#run('read', () => keys.map((key) => this.#store.read(key)));
  }

  set(key: string, value: Buffer, ttlSeconds: number): Promise<void> {
    return this.#run('store', () => {
      this.#store.write(key, value, ttlSeconds * 1000);
      this.#changed(key);
    });
  }

  claim(key: string, value: string, ttlMs: number): Promise<boolean> {
    return this.#run('store', () => {
      const isFree = this.#store.read(key) === null;
      if (isFree) {
        this.#store.write(key, Buffer.from(value), ttlMs);
        this.#changed(key);
      }
      return isFree;
    });
  }

  release(key: string, value: string): Promise<void> {
    return this.#run('write', () => {
      if (this.#store.read(key)?.toString() === value) this.#remove(key);
    });
  }

  delete(keys: readonly string[]): Promise<void> {
    return this.#run('write', () => {
      for (const key of keys) this.#remove(key);
    });
  }

  async *scan(pattern: string): AsyncIterable<readonly string[]> {
    const test = new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`, 's');
    yield await this.#run('read', () => [...this.#store.entries.keys()].filter((key) => test.test(key)));
  }

  publish(channel: string, message: string): Promise<void> {
    return this.#run('write', () => {
      for (const listen of this.#store.listeners.get(channel) ?? []) listen(message);
    });
  }

  subscribe(channel: string, subscriber: KvSubscriber): KvSubscription {
    const hear = (message: string) => {
      if (isAnswering(this.#link)) subscriber.onMessage(message);
    };
    const heard = this.#store.listeners.get(channel) ?? new Set();
    this.#store.listeners.set(channel, heard.add(hear));
    return this.#subscribed(subscriber, () => heard.delete(hear));
  }

  track(prefix: string, tracker: KvTracker): KvSubscription {
    const hear = (key: string, by: MemoryKv) => {
      if (by !== this && key.startsWith(prefix) && isAnswering(this.#link))
        tracker.onChanged([key.slice(prefix.length)]);
    };
    this.#store.trackers.add(hear);
    return this.#subscribed(tracker, () => this.#store.trackers.delete(hear));
  }

  touch(key: string): Promise<void> {
    return this.#run('write', () => this.#changed(key));
  }

  async ping(): Promise<void> {
    await this.#run('read', () => undefined);
  }

  onReady(listener: () => void): void {
    this.#readyListeners.push(listener);
  }

  getCommandCount(): number {
    return this.#commands;
  }

  getCommandCounts(): Readonly<Record<string, number>> {
    return { all: this.#commands };
  }

  async close(): Promise<void> {}

  #subscribed(subscriber: Pick<KvSubscriber, 'onListening'>, onClose: () => void): KvSubscription {
    const subscription = { subscriber };
    this.#subscriptions.add(subscription);
    queueMicrotask(() => isAnswering(this.#link) && subscriber.onListening());
    return {
      close: () => {
        onClose();
        this.#subscriptions.delete(subscription);
      },
    };
  }

  #remove(key: string): void {
    if (this.#store.entries.delete(key)) this.#changed(key);
  }

  #changed(key: string): void {
    for (const hear of this.#store.trackers) hear(key, this);
  }

  async #run<Result>(kind: 'read' | 'write' | 'store', command: () => Result): Promise<Result> {
    this.#commands++;
    // An answer is never there at once.
    await null;
    const link = this.#link;
    if (link === 'down') throw new Error('the link is down');
    // A deadline is a turn of the event loop.
    if (link === 'mute' || link === 'frozen') {
      if (link === 'frozen') command();
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error(`Command timed out: the link is ${link}`);
    }
    if (link === 'readonly' && kind !== 'read') throw new ReplyError('READONLY You can not write');
    if (link === 'oom' && kind === 'store') throw new ReplyError('OOM command not allowed');
    return command();
  }
}

function isAnswering(link: Link): boolean {
  return link === 'up' || link === 'readonly' || link === 'oom';
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
