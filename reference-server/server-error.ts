/** A failure to start or run that the operator must hear about: what happened, and what to do now. `code` is listed in docs/errors.md. */
export class ServerError extends Error {
  readonly code: string;
  readonly advice: string;

  constructor(failure: { code: string; message: string; advice: string; cause?: unknown }) {
    super(failure.message, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.name = 'ServerError';
    this.code = failure.code;
    this.advice = failure.advice;
  }
}
