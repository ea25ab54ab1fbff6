import { Caller, isCallerLeft } from './caller.ts';

interface Shared {
  readonly all: Caller;
  waiting: number;
}

/** Callers who wait for the same thing: what is done for all of them ends when the last has left, and not before. */
export class Audience {
  readonly #shared = new Map<string, Shared>();

  /** Calls `work` with the caller who leaves when all who wait under the key have left. Rejects with CALLER_LEFT for those alone. */
  async wait<Result>(key: string, caller: Caller, work: (all: Caller) => Promise<Result>): Promise<Result> {
    try {
      return await this.#waitOnce(key, caller, work);
    } catch (error) {
      // What was called off as this one came.
      if (caller.hasLeft || !isCallerLeft(error)) throw error;
      return this.#waitOnce(key, caller, work);
    }
  }

  /** Keys that somebody waits under. */
  get size(): number {
    return this.#shared.size;
  }

  async #waitOnce<Result>(key: string, caller: Caller, work: (all: Caller) => Promise<Result>): Promise<Result> {
    const { signal } = caller;
    signal.throwIfAborted();
    const shared = this.#shared.get(key) ?? { all: new Caller(), waiting: 0 };
    this.#shared.set(key, shared);
    shared.waiting += 1;
    const goAway = () => {
      shared.waiting -= 1;
      if (shared.waiting > 0) return;
      if (this.#shared.get(key) === shared) this.#shared.delete(key);
      if (caller.hasLeft) shared.all.leave();
    };
    signal.addEventListener('abort', goAway, { once: true });
    try {
      return await work(shared.all);
    } finally {
      signal.removeEventListener('abort', goAway);
      if (!signal.aborted) goAway();
    }
  }
}
