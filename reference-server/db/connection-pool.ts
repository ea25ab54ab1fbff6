import type { Clock, Logger } from '../ports.ts';
import { BusyTime } from './busy-time.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { databaseUnavailable, poolExhausted } from './query-failure.ts';

export interface ConnectionPoolOptions {
  readonly connection: ConnectionOptions;
  /** Kept open even when idle, and opened in advance. */
  readonly min: number;
  readonly max: number;
  /** Idle connections above `min` are closed after this time. */
  readonly idleMs: number;
  /** How long a caller waits for a connection. */
  readonly acquireMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Waiter {
  readonly take: (connection: Connection) => void;
  readonly refuse: (error: Error) => void;
}

const firstRetryMs = 50;
const lastRetryMs = 2_000;

/**
 * Lends connections out, first come first served. What breaks is replaced: after a restart of the server callers fail
 * while it is down and not longer. A connection is used again last in, first out, so that a small load stays on few.
 */
export class ConnectionPool {
  readonly #options: ConnectionPoolOptions;
  readonly #busyTime: BusyTime;
  readonly #open = new Set<Connection>();
  readonly #idle: Connection[] = [];
  readonly #waiters = new Set<Waiter>();
  #opening = 0;
  #retryMs = firstRetryMs;
  #retry: NodeJS.Timeout | null = null;
  readonly #reaper: NodeJS.Timeout;
  #isClosed = false;

  private constructor(options: ConnectionPoolOptions) {
    this.#options = options;
    this.#busyTime = new BusyTime(options.clock);
    this.#reaper = setInterval(() => this.#closeIdle(), options.idleMs / 4).unref();
  }

  /** Opens `min` connections. Rejects with the reason, and leaves none open, when one of them cannot be opened. */
  static async open(options: ConnectionPoolOptions): Promise<ConnectionPool> {
    const pool = new ConnectionPool(options);
    try {
      await Promise.all(Array.from({ length: Math.max(1, options.min) }, () => pool.#openOne()));
    } catch (error) {
      pool.close();
      throw error;
    }
    return pool;
  }

  /** Rejects with HttpError 503 POOL_EXHAUSTED after `acquireMs`, DATABASE_UNAVAILABLE when there is nobody to connect to. */
  acquire(): Promise<Connection> | Connection {
    // One that has just broken is on its way out, and may still stand here.
    let connection = this.#idle.pop();
    while (connection !== undefined && !connection.isUsable) connection = this.#idle.pop();
    if (connection !== undefined) {
      this.#busyTime.change(1);
      return connection;
    }
    if (this.#isClosed) throw databaseUnavailable(new Error('the pool is closed'));
    const promise = new Promise<Connection>((resolve, reject) => {
      const waiter: Waiter = {
        take: (lent) => {
          clearTimeout(deadline);
          this.#busyTime.change(1);
          resolve(lent);
        },
        refuse: (error) => {
          clearTimeout(deadline);
          reject(error);
        },
      };
      const deadline = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(poolExhausted(this.#options.acquireMs));
      }, this.#options.acquireMs);
      this.#waiters.add(waiter);
    });
    this.#openForWaiters();
    return promise;
  }

  /** Gives back what `acquire` lent; a connection that is not `isSound` is closed instead of being used again. */
  release(connection: Connection, isSound: boolean): void {
    this.#busyTime.change(-1);
    if (!isSound || !connection.isUsable || this.#isClosed) this.#drop(connection);
    else this.#offer(connection);
  }

  getLevels(): { readonly max: number; readonly open: number; readonly idle: number; readonly waiting: number } {
    return { max: this.#options.max, open: this.#open.size, idle: this.#idle.length, waiting: this.#waiters.size };
  }

  getTimes(): { readonly busySeconds: number; readonly capacitySeconds: number } {
    const capacitySeconds = this.#options.max * this.#busyTime.elapsedSeconds();
    return { busySeconds: this.#busyTime.busySeconds(), capacitySeconds };
  }

  /** Callers that wait are refused; what is lent out is closed when it comes back. Safe to call twice. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#reaper);
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#refuseWaiters(databaseUnavailable(new Error('the pool is closed')));
    for (const connection of this.#idle.splice(0)) this.#drop(connection);
  }

  #offer(connection: Connection): void {
    const [waiter] = this.#waiters;
    if (waiter !== undefined) {
      this.#waiters.delete(waiter);
      waiter.take(connection);
      return;
    }
    connection.idleSince = this.#options.clock.monotonicMs();
    this.#idle.push(connection);
  }

  #drop(connection: Connection): void {
    connection.close();
    this.#lose(connection);
  }

  #lose(connection: Connection): void {
    if (!this.#open.delete(connection)) return;
    const position = this.#idle.indexOf(connection);
    if (position >= 0) this.#idle.splice(position, 1);
    if (this.#isClosed) return;
    this.#openForWaiters();
    if (this.#size < this.#options.min) this.#retrySoon();
  }

  get #size(): number {
    return this.#open.size + this.#opening;
  }

  #openForWaiters(): void {
    while (this.#waiters.size > this.#opening && this.#size < this.#options.max) {
      this.#openOne().catch((error: unknown) => {
        if (this.#open.size === 0) this.#refuseWaiters(databaseUnavailable(error));
      });
    }
  }

  async #openOne(): Promise<void> {
    this.#opening += 1;
    let connection: Connection;
    try {
      connection = await Connection.open(this.#options.connection, (lost) => this.#lose(lost));
    } finally {
      this.#opening -= 1;
    }
    if (this.#isClosed) {
      connection.close();
      return;
    }
    this.#retryMs = firstRetryMs;
    this.#open.add(connection);
    this.#offer(connection);
  }

  /** Brings the pool back to `min` in the background, waiting longer after each failure. */
  #retrySoon(): void {
    if (this.#retry !== null) return;
    this.#retry = setTimeout(async () => {
      this.#retry = null;
      if (this.#size >= this.#options.min) return;
      try {
        await this.#openOne();
      } catch (error) {
        if (this.#retryMs === firstRetryMs) this.#options.log.warn({ err: error }, 'the database cannot be reached');
        this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
      }
      if (!this.#isClosed && this.#size < this.#options.min) this.#retrySoon();
    }, this.#retryMs).unref();
  }

  #refuseWaiters(error: Error): void {
    for (const waiter of this.#waiters) waiter.refuse(error);
    this.#waiters.clear();
  }

  #closeIdle(): void {
    const limit = this.#options.clock.monotonicMs() - this.#options.idleMs;
    const surplus = this.#open.size - this.#options.min;
    // The one that has been idle longest lies first.
    const stale = this.#idle.filter(({ idleSince }) => idleSince < limit).slice(0, Math.max(0, surplus));
    for (const connection of stale) this.#drop(connection);
  }
}
