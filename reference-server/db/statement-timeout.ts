/** A statement took longer than its class allows. */
export class StatementTimeout extends Error {
  constructor(timeoutMs: number, cause: unknown) {
    super(`the statement took longer than ${timeoutMs} ms`, { cause });
    this.name = 'StatementTimeout';
  }
}
