import type { Redis } from 'ioredis';
import type { KvSubscriber, KvSubscription } from './kv-client.ts';

/** The connection of a Redis client that does nothing but listen: Redis lets a connection that has subscribed do little else. */
export class RedisListener {
  readonly #redis: Redis;
  readonly #subscribers = new Map<string, Set<KvSubscriber>>();

  constructor(redis: Redis) {
    this.#redis = redis;
    // Losses are what `onListening` is for; the client's own connection reports them.
    redis.on('error', () => {});
    redis.on('message', (channel: string, message: string) => {
      for (const subscriber of this.#subscribers.get(channel) ?? []) subscriber.onMessage(message);
    });
    redis.on('ready', () => {
      for (const channel of this.#subscribers.keys()) this.#listen(channel);
    });
  }

  subscribe(channel: string, subscriber: KvSubscriber): KvSubscription {
    const subscribers = this.#subscribers.get(channel) ?? new Set();
    this.#subscribers.set(channel, subscribers.add(subscriber));
    if (this.#redis.status === 'ready') this.#listen(channel);
    return { close: () => void subscribers.delete(subscriber) };
  }

  close(): void {
    this.#redis.disconnect();
  }

  #listen(channel: string): void {
    this.#redis.subscribe(channel).then(
      () => {
        for (const subscriber of this.#subscribers.get(channel) ?? []) subscriber.onListening();
      },
      // A connection that ended meanwhile: it is tried again when there is a new one.
      () => {},
    );
  }
}
