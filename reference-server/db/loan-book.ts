import type { Clock, Logger } from '../ports.ts';
import type { Connection } from './connection.ts';

/** A connection that somebody holds for more than one statement. */
export interface Loan {
  /** To be called once, when the connection is given back. */
  end(): void;
}

export interface Borrowed {
  readonly connection: Connection;
  readonly loan: Loan;
}

interface Entry {
  readonly what: string;
  readonly since: number;
  readonly stack: string;
  isReported: boolean;
}

export interface LoanBookOptions {
  readonly leakMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Who holds a connection, and since when. One that is held longer than `leakMs` is probably forgotten: it is named in the log,
 * once, with the place that borrowed it.
 */
export class LoanBook {
  readonly #leakMs: number;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #entries = new Set<Entry>();
  #leaks = 0;

  constructor(options: LoanBookOptions) {
    this.#leakMs = options.leakMs;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** Loans so far that were held too long. */
  get leaks(): number {
    return this.#leaks;
  }

  /** What `acquire` gets, held by whoever asked until the loan ends. */
  async lend(what: string, acquire: () => Promise<Connection> | Connection): Promise<Borrowed> {
    const loan = this.#begin(what);
    try {
      return { connection: await acquire(), loan };
    } catch (error) {
      loan.end();
      throw error;
    }
  }

  /** Names what is overdue by now. */
  check(): void {
    const limit = this.#clock.monotonicMs() - this.#leakMs;
    for (const entry of this.#entries) {
      if (entry.isReported || entry.since > limit) continue;
      entry.isReported = true;
      this.#leaks += 1;
      const { what, stack } = entry;
      this.#log.warn({ what, leakMs: this.#leakMs, borrowedAt: stack }, 'a connection is held too long');
    }
  }

  #begin(what: string): Loan {
    const { stack = '' } = new Error(what);
    const entry: Entry = { what, since: this.#clock.monotonicMs(), stack: framesOf(stack), isReported: false };
    this.#entries.add(entry);
    return { end: () => void this.#entries.delete(entry) };
  }
}

/** Without the message, and without this class itself. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at ') && !line.includes('loan-book'))
    .map((line) => line.trim())
    .join('\n');
}
