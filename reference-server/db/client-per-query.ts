import { BusyTime } from './busy-time.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import type { ConnectionLender } from './connection-pool.ts';
import { type Borrowed, LoanBook, type LoanBookOptions } from './loan-book.ts';
import { databaseUnavailable } from './query-failure.ts';

/**
 * No pool: whoever asks gets a connection of his own, opened for him and closed after him. What the pool is measured against. As
 * many can be lent as are asked for, so its capacity is what is in use.
 */
export class ClientPerQuery implements ConnectionLender {
  readonly #connection: ConnectionOptions;
  readonly #busyTime: BusyTime;
  readonly #loans: LoanBook;
  #open = 0;
  #isClosed = false;

  constructor(options: LoanBookOptions & { readonly connection: ConnectionOptions }) {
    this.#connection = options.connection;
    this.#busyTime = new BusyTime(options.clock, 0);
    this.#loans = new LoanBook(options);
  }

  async acquire(): Promise<Connection> {
    if (this.#isClosed) throw databaseUnavailable(new Error('it is closed'));
    this.#change(1);
    try {
      return await Connection.open(this.#connection, () => {});
    } catch (error) {
      this.#change(-1);
      throw databaseUnavailable(error);
    }
  }

  borrow(what: string): Promise<Borrowed> {
    return this.#loans.lend(what, () => this.acquire());
  }

  release(connection: Connection): void {
    connection.close();
    this.#change(-1);
  }

  getLevels() {
    return { max: this.#open, open: this.#open, idle: 0, waiting: 0 };
  }

  getTotals() {
    const busySeconds = this.#busyTime.busySeconds();
    return {
      busySeconds,
      capacitySeconds: busySeconds,
      leaks: this.#loans.leaks,
      replaced: 0,
      exhausted: 0,
      abandoned: 0,
      losses: 0,
      connections: [],
    };
  }

  close(): void {
    this.#isClosed = true;
  }

  #change(by: 1 | -1): void {
    this.#open += by;
    this.#busyTime.change(by);
  }
}
