/**
 * A failure of the world that a person must hear about: what happened, and what to do now.
 * `code` is listed in docs/errors.md. Only `gate/cli/main.ts` turns it into an exit code.
 */
export class GateError extends Error {
  readonly code: string;
  readonly advice: string;

  constructor(failure: { code: string; message: string; advice: string; cause?: unknown }) {
    super(failure.message, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.name = 'GateError';
    this.code = failure.code;
    this.advice = failure.advice;
  }
}
