import type { Connection } from './connection.ts';
import { poolExhausted } from './query-failure.ts';

/** Somebody in the line. */
export interface Waiter {
  take(connection: Connection): void;
  refuse(error: unknown): void;
}

/** Callers who wait for a connection, first come first served; each until its time is over or it leaves. */
export class WaitingLine {
  readonly #acquireMs: number;
  readonly #waiters = new Set<Waiter>();
  #exhausted = 0;
  #abandoned = 0;

  constructor(acquireMs: number) {
    this.#acquireMs = acquireMs;
  }

  get length(): number {
    return this.#waiters.size;
  }

  /** Those who waited too long, and those who left before. */
  getTotals() {
    return { exhausted: this.#exhausted, abandoned: this.#abandoned };
  }

  /** Those who stand in it now. */
  now(): readonly Waiter[] {
    return [...this.#waiters];
  }

  /** Rejects with POOL_EXHAUSTED after so long, and with the reason of `leaving` as soon as it is aborted. */
  join(leaving: AbortSignal | undefined): Promise<Connection> {
    if (leaving?.aborted) {
      this.#abandoned += 1;
      return Promise.reject(leaving.reason);
    }
    return new Promise<Connection>((resolve, reject) => {
      const end = () => {
        clearTimeout(deadline);
        leaving?.removeEventListener('abort', leave);
      };
      const waiter: Waiter = {
        take(connection) {
          end();
          resolve(connection);
        },
        refuse(error) {
          end();
          reject(error);
        },
      };
      const deadline = setTimeout(() => {
        this.#exhausted += 1;
        this.refuse([waiter], poolExhausted(this.#acquireMs));
      }, this.#acquireMs);
      const leave = () => {
        this.#abandoned += 1;
        this.refuse([waiter], leaving?.reason);
      };
      leaving?.addEventListener('abort', leave, { once: true });
      this.#waiters.add(waiter);
    });
  }

  /** Gives a connection to whoever has waited longest; false: nobody waits. */
  serve(connection: Connection): boolean {
    const [waiter] = this.#waiters;
    if (waiter === undefined) return false;
    this.#waiters.delete(waiter);
    waiter.take(connection);
    return true;
  }

  /** Sends those away who wait still. */
  refuse(waiters: Iterable<Waiter>, error: unknown): void {
    for (const waiter of waiters) if (this.#waiters.delete(waiter)) waiter.refuse(error);
  }
}
