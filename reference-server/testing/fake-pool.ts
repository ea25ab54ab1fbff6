import type { SqlPool, SqlPoolStats, SqlStatement } from '../ports.ts';

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
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}
