import type { Caller } from '../http/caller.ts';
import type { Logger, SqlConnectionStats } from '../ports.ts';
import { BusyTime } from './busy-time.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { type Borrowed, LoanBook } from './loan-book.ts';
import { PoolLimit } from './pool-limit.ts';
import { databaseUnavailable } from './query-failure.ts';
import { Upkeep, type UpkeepOptions } from './upkeep.ts';
import { WaitingLine } from './waiting-line.ts';

export interface ConnectionPoolOptions extends UpkeepOptions {
  readonly connection: ConnectionOptions;
  /** Kept open even when idle, and opened in advance. */
  readonly min: number;
  readonly max: number;
  /** Whether the limit follows what is asked of the pool, between `min` and `max`, looked at every `sizingMs`. */
  readonly isDynamic: boolean;
  readonly sizingMs: number;
  /** A connection borrowed for more than one statement and held longer is named in the log. */
  readonly leakMs: number;
  /** How long a caller waits for a connection. */
  readonly acquireMs: number;
  /** Pause before the first attempt at coming back to `min`, doubled before each further one up to the longest. */
  readonly retry: { readonly firstMs: number; readonly longestMs: number };
  readonly log: Logger;
}

/** Lends connections, whatever way it gets them. */
export type ConnectionLender = Pick<
  ConnectionPool,
  'acquire' | 'borrow' | 'release' | 'getLevels' | 'getTotals' | 'close'
>;

/**
 * Lends connections out, first come first served. What breaks is replaced: after a restart of the server callers fail
 * while it is down and not longer. A connection is used again last in, first out, so that a small load stays on few.
 */
export class ConnectionPool {
  readonly #options: ConnectionPoolOptions;
  readonly #busyTime: BusyTime;
  readonly #open = new Set<Connection>();
  readonly #idle: Connection[] = [];
  readonly #line: WaitingLine;
  #opening = 0;
  #retryMs: number;
  #retry: NodeJS.Timeout | null = null;
  readonly #limit: PoolLimit;
  readonly #upkeep: Upkeep;
  readonly #loans: LoanBook;
  readonly #timers: readonly NodeJS.Timeout[];
  #hadWaiters = false;
  #isThere = false;
  #losses = 0;
  #isClosed = false;

  private constructor(options: ConnectionPoolOptions) {
    this.#options = options;
    this.#retryMs = options.retry.firstMs;
    this.#line = new WaitingLine(options.acquireMs);
    this.#limit = new PoolLimit(options);
    this.#busyTime = new BusyTime(options.clock, this.#limit.now);
    this.#loans = new LoanBook(options);
    this.#upkeep = new Upkeep(
      {
        idle: () => this.#idle,
        surplus: () => this.#open.size - options.min,
        withdraw: (connection) => this.#withdraw(connection),
        giveBack: (connection) => this.#keep(connection),
        drop: (connection) => this.#drop(connection),
      },
      options,
    );
    this.#timers = [
      setInterval(() => this.#upkeep.run(), this.#upkeep.everyMs).unref(),
      setInterval(() => this.#loans.check(), options.leakMs / 4).unref(),
      setInterval(this.#resizer(), options.sizingMs).unref(),
    ];
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

  /**
   * Rejects with HttpError 503 POOL_EXHAUSTED after `acquireMs`, DATABASE_UNAVAILABLE when there is nobody to connect to, and with 499
   * CALLER_LEFT at once when the caller leaves while it waits.
   */
  acquire(caller?: Caller): Promise<Connection> | Connection {
    // One that has just broken is on its way out, and may still stand here.
    let connection = this.#idle.pop();
    while (connection !== undefined && !connection.isUsable) connection = this.#idle.pop();
    if (connection !== undefined) {
      this.#busyTime.change(1);
      return connection;
    }
    if (this.#size >= this.#limit.now) this.#hadWaiters = true;
    if (this.#isClosed) throw databaseUnavailable(new Error('the pool is closed'));
    const promise = this.#line.join(caller?.signal);
    this.#openForWaiters();
    return promise;
  }

  /** As `acquire`, for more than one statement: `what` is held with the place that asked, until the loan ends. */
  borrow(what: string, caller?: Caller): Promise<Borrowed> {
    return this.#loans.lend(what, () => this.acquire(caller));
  }

  /** Gives back what `acquire` lent; a connection that is not `isSound` is closed instead of being used again. */
  release(connection: Connection, isSound: boolean): void {
    this.#busyTime.change(-1);
    const isSpent = !isSound || !connection.isUsable || this.#upkeep.isTooOld(connection);
    const isOverLimit = this.#open.size > this.#limit.now;
    if (isSpent || isOverLimit || this.#isClosed) this.#drop(connection);
    else this.#offer(connection);
  }

  getLevels() {
    return { max: this.#limit.now, open: this.#open.size, idle: this.#idle.length, waiting: this.#line.length };
  }

  getTotals() {
    return {
      busySeconds: this.#busyTime.busySeconds(),
      capacitySeconds: this.#busyTime.capacitySeconds(),
      leaks: this.#loans.leaks,
      replaced: this.#upkeep.replaced,
      losses: this.#losses,
      ...this.#line.getTotals(),
      connections: [...this.#open].map((connection) => this.#describe(connection)),
    };
  }

  /** Callers that wait are refused; what is lent out is closed when it comes back. Safe to call twice. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#line.refuse(this.#line.now(), databaseUnavailable(new Error('the pool is closed')));
    for (const connection of this.#idle.splice(0)) this.#drop(connection);
  }

  #describe(connection: Connection): SqlConnectionStats {
    const now = this.#options.clock.monotonicMs();
    const { number, openedAt, idleSince, statements } = connection;
    const isBusy = !this.#idle.includes(connection);
    const idleSeconds = isBusy ? 0 : (now - idleSince) / 1_000;
    return { number, isBusy, ageSeconds: (now - openedAt) / 1_000, idleSeconds, statements };
  }

  #offer(connection: Connection): void {
    connection.idleSince = this.#options.clock.monotonicMs();
    this.#keep(connection);
  }

  /** To the caller who has waited longest, else among the idle. */
  #keep(connection: Connection): void {
    if (this.#isClosed || !connection.isUsable) {
      this.#drop(connection);
      return;
    }
    if (this.#line.serve(connection)) this.#busyTime.change(1);
    else this.#idle.push(connection);
  }

  #withdraw(connection: Connection): boolean {
    const position = this.#idle.indexOf(connection);
    if (position >= 0) this.#idle.splice(position, 1);
    return position >= 0;
  }

  #drop(connection: Connection): void {
    connection.close();
    this.#lose(connection);
  }

  /** False where we had closed it ourselves. */
  #lose(connection: Connection): boolean {
    if (!this.#open.delete(connection)) return false;
    this.#withdraw(connection);
    if (this.#isClosed) return true;
    this.#openForWaiters();
    if (this.#size < this.#options.min) this.#retrySoon();
    return true;
  }

  /** A connection broke, or could not be opened: without any other the database is lost, once until it is there again. */
  #noticeLoss(): void {
    if (this.#isClosed || !this.#isThere || this.#open.size > 0) return;
    this.#isThere = false;
    this.#losses += 1;
  }

  get #size(): number {
    return this.#open.size + this.#opening;
  }

  #openForWaiters(): void {
    while (this.#line.length > this.#opening && this.#size < this.#limit.now) {
      // Whoever asks from now on learns of another attempt: the server may have come back since this one began.
      const waiters = this.#line.now();
      this.#openOne().catch((error: unknown) => {
        if (this.#open.size > 0) return;
        this.#line.refuse(waiters, databaseUnavailable(error));
        this.#openForWaiters();
      });
    }
  }

  async #openOne(): Promise<void> {
    this.#opening += 1;
    let connection: Connection;
    try {
      connection = await Connection.open(this.#options.connection, (lost) => {
        if (this.#lose(lost)) this.#noticeLoss();
      });
    } catch (error) {
      this.#noticeLoss();
      throw error;
    } finally {
      this.#opening -= 1;
    }
    if (this.#isClosed) {
      connection.close();
      return;
    }
    this.#retryMs = this.#options.retry.firstMs;
    this.#isThere = true;
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
        const { retry, log } = this.#options;
        if (this.#retryMs === retry.firstMs) log.warn({ err: error }, 'the database cannot be reached');
        this.#retryMs = Math.min(this.#retryMs * 2, retry.longestMs);
      }
      if (!this.#isClosed && this.#size < this.#options.min) this.#retrySoon();
    }, this.#retryMs).unref();
  }

  /** Looks at what was asked since it last looked. */
  #resizer(): () => void {
    let busyBefore = 0;
    let capacityBefore = 0;
    return () => {
      const [busy, capacity] = [this.#busyTime.busySeconds(), this.#busyTime.capacitySeconds()];
      const busyShare = (busy - busyBefore) / (capacity - capacityBefore);
      [busyBefore, capacityBefore] = [busy, capacity];
      const limit = this.#limit.adapt({ busyShare, hadWaiters: this.#hadWaiters });
      this.#hadWaiters = this.#line.length > 0;
      this.#busyTime.resize(limit);
      this.#openForWaiters();
    };
  }
}
