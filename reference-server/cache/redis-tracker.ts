import type { Redis } from 'ioredis';
import type { KvSubscription, KvTracker } from './kv-client.ts';

/** Where Redis tells a connection of RESP2 what another one tracks. */
const CHANNEL = '__redis__:invalidate';
const RETRY_MS = 200;

/**
 * Has Redis tell of keys that others change (CLIENT TRACKING). It is the connection that changes keys itself which tracks, as it is
 * not told of its own changes, and a second one, of RESP2, that hears: ioredis passes over what Redis pushes to a connection of RESP3.
 * A loss of either ends it; when both are there it begins anew.
 */
export class RedisTracker {
  readonly #data: Redis;
  readonly #ears: Redis;
  readonly #trackers = new Map<string, Set<KvTracker>>();
  /** Prefixes that Redis knows of; none begins with another. */
  #tracked: string[] = [];
  /** Of the second connection, once it listens. */
  #earsId: string | null = null;
  #losses = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(data: Redis, ears: Redis) {
    this.#data = data;
    this.#ears = ears;
    // What is lost is made up for; the client's own connection reports it.
    ears.on('error', () => {});
    ears.on('messageBuffer', (_channel: unknown, names: unknown) => this.#hear(names));
    ears.on('close', () => {
      this.#earsId = null;
    });
    for (const connection of [data, ears]) {
      connection.on('ready', () => this.#begin());
      connection.on('close', () => {
        this.#tracked = [];
        this.#losses += 1;
      });
    }
  }

  track(prefix: string, tracker: KvTracker): KvSubscription {
    const trackers = this.#trackers.get(prefix) ?? new Set();
    this.#trackers.set(prefix, trackers.add(tracker));
    if (this.#isTracked(prefix)) queueMicrotask(() => tracker.onListening());
    else this.#begin();
    return {
      close: () => {
        trackers.delete(tracker);
        if (trackers.size === 0) this.#trackers.delete(prefix);
      },
    };
  }

  close(): void {
    this.#ears.disconnect();
  }

  /** One after the other. */
  #begin(): void {
    this.#turn = this.#turn.then(() => this.#trackAll());
  }

  async #trackAll(): Promise<void> {
    const losses = this.#losses;
    const wanted = [...this.#trackers.keys()].filter((prefix) => !this.#isTracked(prefix));
    if (wanted.length === 0 || !this.#isConnected) return;
    try {
      this.#earsId ??= await this.#listen();
      const isNested = this.#tracked.some((prefix) => wanted.some((shorter) => prefix.startsWith(shorter)));
      // Redis takes prefixes of which none begins with another.
      if (isNested) this.#tracked = [];
      const all = isNested ? [...this.#trackers.keys()] : wanted;
      const added = all.filter((prefix) => !all.some((other) => other !== prefix && prefix.startsWith(other)));
      if (this.#tracked.length === 0) await this.#data.call('CLIENT', 'TRACKING', 'OFF');
      const prefixes = added.flatMap((prefix) => ['PREFIX', prefix]);
      await this.#data.call('CLIENT', 'TRACKING', 'ON', 'REDIRECT', this.#earsId, 'BCAST', ...prefixes, 'NOLOOP');
      // Lost meanwhile: it begins anew when it is there again.
      if (losses !== this.#losses) return;
      this.#tracked.push(...added);
      this.#tell(all);
    } catch {
      // Nobody knows what of it was done.
      this.#tracked = [];
      setTimeout(() => this.#begin(), RETRY_MS).unref();
    }
  }

  async #listen(): Promise<string> {
    const id = String(await this.#ears.call('CLIENT', 'ID'));
    await this.#ears.subscribe(CHANNEL);
    return id;
  }

  /** `null`: the whole store was emptied. */
  #hear(names: unknown): void {
    if (names === null) this.#tell([...this.#trackers.keys()]);
    if (!Array.isArray(names)) return;
    const texts = names.map(String);
    for (const [prefix, trackers] of this.#trackers) {
      const keys = texts.flatMap((text) => (text.startsWith(prefix) ? [text.slice(prefix.length)] : []));
      if (keys.length > 0) for (const tracker of trackers) tracker.onChanged(keys);
    }
  }

  #tell(prefixes: readonly string[]): void {
    for (const prefix of prefixes) for (const tracker of this.#trackers.get(prefix) ?? []) tracker.onListening();
  }

  #isTracked(prefix: string): boolean {
    return this.#tracked.some((tracked) => prefix.startsWith(tracked));
  }

  get #isConnected(): boolean {
    return this.#data.status === 'ready' && this.#ears.status === 'ready';
  }
}
