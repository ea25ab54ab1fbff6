import { ServerError } from './server-error.ts';

/**
 * Turns whatever a start rejected with into one sentence, its code, and what to do now. ServerError and InfraError speak
 * for themselves.
 */
export function startFailure(error: unknown): {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
} {
  const {
    code = '',
    message = '',
    advice,
  }: { code?: string; message?: string; advice?: string } = error instanceof Error ? error : {};
  // ENOSPC: the disk of this process; 53100: PostgreSQL's.
  if (code === 'ENOSPC' || code === '53100') {
    return new ServerError({
      code: 'DISK_FULL',
      message,
      advice: 'Make room (1 GB is enough) and start again: a seed that was cut off begins anew.',
      cause: error,
    });
  }
  if (advice !== undefined) return { code, message, advice };
  return new ServerError({
    code: 'START_FAILED',
    message: message || code || String(error),
    advice: 'Not a failure we know: the logs in .loadline/logs may say more.',
    cause: error,
  });
}

/** Somebody else listens on the port; any other reason is handed back as it is. */
export function listenFailure(error: unknown, port: number): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) return error;
  return new ServerError({
    code: 'PORT_TAKEN',
    message: `port ${port} of 127.0.0.1 is in use`,
    advice: 'Set PORT to a free one, or leave it out for any free port.',
    cause: error,
  });
}
