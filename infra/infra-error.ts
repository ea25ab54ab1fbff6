/** A failure to provide PostgreSQL or Redis: what happened, and what to do now. `code` is listed in docs/errors.md. */
export class InfraError extends Error {
  readonly code: string;
  readonly advice: string;

  constructor(failure: { code: string; message: string; advice: string; cause?: unknown }) {
    super(failure.message, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.name = 'InfraError';
    this.code = failure.code;
    this.advice = failure.advice;
  }
}
