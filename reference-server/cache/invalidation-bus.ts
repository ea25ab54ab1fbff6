import type { Invalidation } from './invalidation.ts';

/** What an instance does with what it hears. */
export interface InvalidationListener {
  forget(invalidation: Invalidation): void;
  /** Something was missed, nobody knows what. */
  forgetAll(): void;
}

/** So far. */
export interface BusCounts {
  /** Messages of others. */
  readonly received: number;
  /** Messages to others. */
  readonly sent: number;
  /** How often everything was forgotten, as something was missed or may have been. */
  readonly resyncs: number;
}

/** Tells other instances of a cache what to forget, and hears from them. Who may have missed something forgets everything. */
export interface InvalidationBus {
  /** It has begun to hear others. */
  readonly hasListened: boolean;
  readonly counts: BusCounts;
  /** Never rejects: what cannot be sent now is made up for by the next message that can. */
  publish(invalidation: Invalidation): Promise<void>;
  /** Something is to be forgotten that the others would still find in the store: they are told when they would not. */
  withhold(): void;
  /** Tells the others that they missed something, if they did. */
  catchUp(): Promise<void>;
  close(): void;
}

/** How the word gets about: by messages on a channel, or by the store's telling who changed which key. */
export type BusKind = 'pubsub' | 'tracking';
