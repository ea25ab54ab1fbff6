import { setTimeout as sleep } from 'node:timers/promises';
import type { KvClient } from './kv-client.ts';

export interface LeaseOptions {
  /** A holder that died keeps the others waiting for so long. Longer than a load takes. Default 5 s. */
  readonly ttlMs?: number;
  /** Whoever has waited so long loads by himself. Default 3 s. */
  readonly waitMs?: number;
  /** How often those who wait look. Default 20 ms. */
  readonly pollMs?: number;
}

/** What is to be done once among many processes. */
export interface LeasedWork<Result> {
  /** The result, if somebody has left it; never rejects. */
  look(): Promise<Result | undefined>;
  /** Makes the result and leaves it where `look` finds it. `isSilent`: the store did not answer. */
  make(isSilent: boolean): Promise<Result>;
}

/**
 * Single flight across processes: whoever gets the key's lease in the store does the work, the others wait and look for what he
 * left. It is a courtesy, not a lock: where the store cannot be asked, or the wait is too long, the work is done twice.
 */
export class Lease {
  readonly #kv: KvClient;
  readonly #prefix: string;
  readonly #newId: () => string;
  readonly #ttlMs: number;
  readonly #pollMs: number;
  readonly #looks: number;
  #waits = 0;

  constructor(kv: KvClient, prefix: string, newId: () => string, options: LeaseOptions = {}) {
    const { ttlMs = 5000, waitMs = 3000, pollMs = 20 } = options;
    this.#kv = kv;
    this.#prefix = prefix;
    this.#newId = newId;
    this.#ttlMs = ttlMs;
    this.#pollMs = pollMs;
    this.#looks = Math.ceil(waitMs / pollMs);
  }

  /** Calls of `run` that found the lease taken. */
  get waits(): number {
    return this.#waits;
  }

  async run<Result>(key: string, work: LeasedWork<Result>): Promise<{ result: Result; isShared: boolean }> {
    const id = this.#newId();
    for (let looks = 0; looks < this.#looks && this.#kv.isReady; looks++) {
      const isOurs = await this.#kv.claim(this.#prefix + key, id, this.#ttlMs).catch(() => null);
      if (isOurs === null) return { result: await work.make(true), isShared: false };
      if (isOurs) return this.#hold(key, id, work);
      if (looks === 0) this.#waits++;
      await sleep(this.#pollMs);
      const result = await work.look();
      if (result !== undefined) return { result, isShared: true };
    }
    return { result: await work.make(false), isShared: false };
  }

  async #hold<Result>(key: string, id: string, work: LeasedWork<Result>) {
    try {
      // The holder before us may have finished between our last look and now.
      const left = await work.look();
      return left === undefined
        ? { result: await work.make(false), isShared: false }
        : { result: left, isShared: true };
    } finally {
      // If it fails the lease ends by itself.
      void this.#kv.release(this.#prefix + key, id).catch(() => {});
    }
  }
}
