/** A statement took longer than its class allows, and did not end when it was cancelled. What became of it nobody knows. */
export class StatementTimeout extends Error {
  constructor(timeoutMs: number, cause: unknown) {
    super(`the statement took longer than ${timeoutMs} ms`, { cause });
    this.name = 'StatementTimeout';
  }
}
