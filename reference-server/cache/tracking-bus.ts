import { type Invalidation, type InvalidationNote, parseNote } from './invalidation.ts';
import type { InvalidationBus, InvalidationListener } from './invalidation-bus.ts';
import type { KvClient, KvSubscription } from './kv-client.ts';

/** What the cache keeps beside its values has keys that begin so. */
const ASIDE = '#';
/** A key whose name is a note, and that never holds anything. */
const NOTE = '#forget:';

/**
 * A bus of what the store itself tells: which keys of the namespace somebody else wrote, deleted or let expire, be it another instance,
 * somebody at a console, or the store for want of room. What no key can tell, as patterns, tags and keys that the store does not hold,
 * is the name of a key that is touched and left empty. To forget is the same in any order and any number of times, so that nothing has
 * to be numbered: who had to connect anew forgets everything, and who could not send has all others forget everything, when he can.
 */
export class TrackingBus implements InvalidationBus {
  readonly counts = { received: 0, sent: 0, resyncs: 0 };
  readonly #kv: KvClient;
  readonly #prefix: string;
  readonly #instance: string;
  readonly #listener: InvalidationListener;
  readonly #subscription: KvSubscription;
  #hasLost = false;
  #hasListened = false;

  /** `prefix`: of all keys of the namespace. */
  constructor(kv: KvClient, prefix: string, instance: string, listener: InvalidationListener) {
    this.#kv = kv;
    this.#prefix = prefix;
    this.#instance = instance;
    this.#listener = listener;
    this.#subscription = kv.track(prefix, {
      onChanged: (names) => this.#receive(names),
      onListening: () => {
        if (this.#hasListened) this.counts.resyncs++;
        this.#hasListened = true;
        listener.forgetAll();
      },
    });
  }

  get hasListened(): boolean {
    return this.#hasListened;
  }

  async publish(invalidation: Invalidation): Promise<void> {
    const note: InvalidationNote = { instance: this.#instance, ...(this.#hasLost ? {} : invalidation) };
    this.#hasLost = false;
    try {
      await this.#kv.touch(this.#prefix + NOTE + JSON.stringify(note));
      this.counts.sent++;
    } catch {
      this.#hasLost = true;
    }
  }

  withhold(): void {
    this.#hasLost = true;
  }

  async catchUp(): Promise<void> {
    if (this.#hasLost) await this.publish({});
  }

  close(): void {
    this.#subscription.close();
  }

  #receive(names: readonly string[]): void {
    const keys = names.filter((name) => !name.startsWith(ASIDE));
    if (keys.length > 0) {
      this.counts.received++;
      this.#listener.forget({ keys });
    }
    for (const name of names) if (name.startsWith(NOTE)) this.#heed(parseNote(name.slice(NOTE.length)));
  }

  #heed(note: InvalidationNote | undefined): void {
    if (note === undefined || note.instance === this.#instance) return;
    this.counts.received++;
    if (note.keys ?? note.patterns ?? note.tags) this.#listener.forget(note);
    else {
      this.counts.resyncs++;
      this.#listener.forgetAll();
    }
  }
}
