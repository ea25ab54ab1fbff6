import { type Invalidation, type InvalidationMessage, parseMessage } from './invalidation.ts';
import type { InvalidationBus, InvalidationListener } from './invalidation-bus.ts';
import type { KvClient, KvSubscription } from './kv-client.ts';

/** Most instances that are followed; a message of a forgotten one counts as a gap. */
const MOST_INSTANCES = 1000;

/**
 * A bus of messages on a channel. They may be lost, so they are numbered: who sees a gap, or had to connect anew, forgets everything.
 * Who could not send begins a new epoch, which is a gap to all others.
 */
export class PubSubBus implements InvalidationBus {
  readonly counts = { received: 0, sent: 0, resyncs: 0 };
  readonly #kv: KvClient;
  readonly #channel: string;
  readonly #instance: string;
  readonly #listener: InvalidationListener;
  readonly #subscription: KvSubscription;
  readonly #seen = new Map<string, { readonly epoch: number; readonly sequence: number }>();
  #epoch = 1;
  #sequence = 0;
  #hasLost = false;
  #hasListened = false;

  constructor(kv: KvClient, channel: string, instance: string, listener: InvalidationListener) {
    this.#kv = kv;
    this.#channel = channel;
    this.#instance = instance;
    this.#listener = listener;
    this.#subscription = kv.subscribe(channel, {
      onMessage: (text) => this.#receive(text),
      onListening: () => {
        this.#seen.clear();
        // At first there was nothing that could have been missed.
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
    if (this.#hasLost) {
      this.#epoch++;
      this.#sequence = 0;
      this.#hasLost = false;
    }
    const place = { instance: this.#instance, epoch: this.#epoch, sequence: ++this.#sequence };
    try {
      const message: InvalidationMessage = { ...place, ...invalidation };
      await this.#kv.publish(this.#channel, JSON.stringify(message));
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

  #receive(text: string): void {
    const message = parseMessage(text);
    if (message === undefined || message.instance === this.#instance) return;
    this.counts.received++;
    if (this.#isNext(message)) this.#listener.forget(message);
    else {
      this.counts.resyncs++;
      this.#listener.forgetAll();
    }
    this.#seen.delete(message.instance);
    this.#seen.set(message.instance, { epoch: message.epoch, sequence: message.sequence });
    if (this.#seen.size <= MOST_INSTANCES) return;
    const [oldest] = this.#seen.keys();
    if (oldest !== undefined) this.#seen.delete(oldest);
  }

  #isNext({ instance, epoch, sequence }: InvalidationMessage): boolean {
    const last = this.#seen.get(instance);
    // The first message of an instance: what it said before, it said before we listened, when we had forgotten everything. What it
    // could not say, nobody heard.
    if (last === undefined) return epoch === 1 && this.#seen.size < MOST_INSTANCES;
    return epoch === last.epoch && sequence === last.sequence + 1;
  }
}
