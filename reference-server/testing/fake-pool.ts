import type { RowSink, SqlPool, SqlPoolStats, SqlSession, SqlStatement } from '../ports.ts';

/** A pool without a database: it remembers what it was asked, and can be made to fail or to have callers wait. */
export class FakePool implements SqlPool {
  readonly statements: string[] = [];
  failure: Error | undefined;
  waiting = 0;
  isClosed = false;

  async query<Row extends object>(statement: SqlStatement): Promise<readonly Row[]> {
    this.statements.push(statement.text);
    if (this.failure !== undefined) throw this.failure;
    return [];
  }

  transaction<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    return work(this);
  }

  async *queryCursor<Row extends object>(statement: SqlStatement): AsyncGenerator<readonly Row[], void, undefined> {
    yield this.query<Row>(statement);
  }

  async *queryRaw(statement: SqlStatement, sink: RowSink): AsyncGenerator<Buffer, void, undefined> {
    await this.query(statement);
    yield sink.take();
  }

  async batchQuery(text: string, rows: readonly (readonly unknown[])[]): Promise<number> {
    await this.query({ text });
    return rows.length;
  }

  onSlowQuery(): () => void {
    return () => {};
  }

  getStats(): SqlPoolStats {
    const { waiting } = this;
    const statements = this.statements.length;
    const levels = { max: 20, open: 5, idle: 5, waiting };
    return {
      ...levels,
      busySeconds: 3,
      capacitySeconds: 60,
      statements,
      errors: 0,
      statementSeconds: 0.5,
      slowStatements: 0,
      durationCounts: [statements, 0, 0, 0, 0],
      leaks: 0,
      replaced: 0,
      exhausted: 0,
      abandoned: 0,
      losses: 0,
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}
