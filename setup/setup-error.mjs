/** A set-up that cannot go on: what happened, and what to do now. `code` is listed in docs/errors.md. */
export class SetupError extends Error {
  /** @param {{ code: string, message: string, advice: string, cause?: unknown }} failure */
  constructor({ code, message, advice, cause }) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SetupError';
    this.code = code;
    this.advice = advice;
  }
}

/**
 * For people: one line, and what to do.
 * @param {unknown} error
 */
export function explain(error) {
  if (error instanceof SetupError) return `${error.code}: ${error.message}\n  ${error.advice}`;
  return `SETUP_FAILED: ${error instanceof Error ? error.message : error}\n  Run "npm run doctor" to see what is there.`;
}
