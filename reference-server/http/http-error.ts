/** An answer other than success that the client must hear: becomes `{"error":{"code","message"}}` with this status. */
export class HttpError extends Error {
  readonly statusCode: number;
  /** Stable, UPPER_SNAKE, listed in docs/errors.md. */
  readonly code: string;
  /** The client may well come back then: nothing is wrong, there is only too much of it. `undefined`: it is not told when. */
  readonly retryAfterSeconds: number | undefined;

  constructor(answer: {
    statusCode: number;
    code: string;
    message: string;
    retryAfterSeconds?: number;
    cause?: unknown;
  }) {
    super(answer.message, answer.cause === undefined ? undefined : { cause: answer.cause });
    this.name = 'HttpError';
    this.statusCode = answer.statusCode;
    this.code = answer.code;
    this.retryAfterSeconds = answer.retryAfterSeconds;
  }
}

/** Whether it says that there is nothing. */
export function isNotFound(error: unknown): error is HttpError & { readonly statusCode: 404 } {
  return error instanceof HttpError && error.statusCode === 404;
}

/** The body of every answer that is not a success. */
export function errorBody({ code, message }: HttpError): string {
  return JSON.stringify({ error: { code, message } });
}
