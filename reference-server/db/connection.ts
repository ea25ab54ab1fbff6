import { Client, type QueryResultRow } from 'pg';
import Cursor from 'pg-cursor';
import type { Clock, RowSink, SqlStatement } from '../ports.ts';
import { CancelKey } from './cancel-key.ts';
import type { RowCursor } from './row-cursor.ts';
import { RowTap } from './row-tap.ts';
import { withDeadline } from './with-deadline.ts';

export interface ConnectionOptions {
  readonly url: string;
  /** Role that its statements run as; `null`: the one that the URL names. */
  readonly role: string | null;
  /** A connection that is not there by then is given up, and closed should it still come. */
  readonly connectMs: number;
  /** The server ends any statement that takes longer. */
  readonly statementMs: number;
  readonly clock: Clock;
}

let opened = 0;

/** One connection. Runs one statement at a time. */
export class Connection {
  /** Since when it has been idle, for whoever keeps it; ms of a monotonic clock. */
  idleSince = 0;
  /** When it last answered; ms of the same clock. */
  provenAt: number;
  readonly openedAt: number;
  /** Counted through the process. */
  readonly number: number;
  readonly #client: Client;
  readonly #cancelKey: CancelKey;
  readonly #clock: Clock;
  #isUsable = true;
  #statements = 0;
  #rowCount = 0;

  private constructor(client: Client, clock: Clock) {
    this.#client = client;
    this.#cancelKey = new CancelKey(client);
    this.#clock = clock;
    this.openedAt = clock.monotonicMs();
    this.provenAt = this.openedAt;
    opened += 1;
    this.number = opened;
  }

  /** `onLost` is called once when the connection breaks, whoever breaks it. Rejects when the server cannot be reached in time. */
  static async open(options: ConnectionOptions, onLost: (connection: Connection) => void): Promise<Connection> {
    const client = new Client({
      connectionString: options.url,
      connectionTimeoutMillis: options.connectMs,
      application_name: 'reference-server',
      keepAlive: true,
      // The server looks once a second whether we are still there, so that a statement we gave up does not run on.
      options: [
        `-c statement_timeout=${options.statementMs}`,
        '-c client_connection_check_interval=1000',
        ...(options.role === null ? [] : [`-c role=${options.role}`]),
      ].join(' '),
    });
    const connection = new Connection(client, options.clock);
    // Without a listener an error of an idle connection would end the process; `end` follows it.
    client.on('error', () => {
      connection.#isUsable = false;
    });
    await client.connect();
    client.once('end', () => {
      connection.#isUsable = false;
      onLost(connection);
    });
    return connection;
  }

  /** Run so far, those that failed included. */
  get statements(): number {
    return this.#statements;
  }

  /** Of its last statement: rows that it wrote, or read. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /** False once the server or the network has ended it, or something was cancelled on it. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** After `timeoutMs` the statement is cancelled, and rejects as `withDeadline` says unless it is done; the connection is lost. */
  async run<Row extends QueryResultRow>(statement: SqlStatement, timeoutMs: number): Promise<readonly Row[]> {
    const { text, values, name } = statement;
    this.#statements += 1;
    const config = {
      text,
      ...(name === undefined ? {} : { name }),
      ...(values === undefined ? {} : { values: [...values] }),
    };
    const { rows, rowCount } = await this.#within(timeoutMs, () => this.#client.query<Row>(config));
    this.#rowCount = rowCount ?? 0;
    return rows;
  }

  /** Begins a statement whose rows are fetched a few at a time; each fetch has `timeoutMs`. */
  openCursor<Row extends object>({ text, values = [] }: SqlStatement, timeoutMs: number): RowCursor<readonly Row[]> {
    const cursor = this.#client.query(new Cursor<Row>(text, [...values]));
    return {
      read: (rows) => this.#within(timeoutMs, () => cursor.read(rows)),
      close: () => cursor.close(),
    };
  }

  /** As `openCursor`, for rows that go to `sink`. */
  openRawCursor(statement: SqlStatement, sink: RowSink, timeoutMs: number): RowCursor<Buffer> {
    const cursor = this.openCursor(statement, timeoutMs);
    const tap = new RowTap(this.#client.connection.stream, sink);
    return {
      async read(rows) {
        await cursor.read(rows);
        const batch = sink.take();
        if (batch.length === 0) tap.close();
        return batch;
      },
      close() {
        tap.close();
        return cursor.close();
      },
    };
  }

  async #within<T>(timeoutMs: number, run: () => Promise<T>): Promise<T> {
    const cancel = () => {
      this.#isUsable = false;
      this.#cancelKey.cancel();
    };
    const result = await withDeadline(timeoutMs, { run, cancel, giveUp: () => this.close() });
    this.provenAt = this.#clock.monotonicMs();
    return result;
  }

  /** Ends it; at once when a statement is running. Safe to call twice. */
  close(): void {
    this.#isUsable = false;
    this.#client.end().catch(() => {});
  }
}
