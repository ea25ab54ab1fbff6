import { createWriteStream } from 'node:fs';

/** A tool that logs a line for each request would otherwise fill the disk. */
const MAX_LOG_CHARACTERS = 1024 * 1024;

/** A log that neither grows without end nor ends a run when it cannot be written. */
export interface BoundedLog {
  line(text: string): void;
  /** Writes what is left out, closes the file, and says what kept it from being complete; `null`: nothing. */
  close(): Promise<Error | null>;
}

/** Appends to `path`. After a million characters, lines are only counted. */
export function openBoundedLog(path: string): BoundedLog {
  const file = createWriteStream(path, { flags: 'a', mode: 0o600 });
  let failure: Error | null = null;
  file.on('error', (error) => {
    failure ??= error;
  });
  let characters = 0;
  let leftOut = 0;
  let closing: Promise<Error | null> | null = null;
  const close = (): Promise<Error | null> =>
    new Promise((resolve) => {
      if (leftOut > 0) file.write(`# ${leftOut} more lines are left out\n`);
      file.once('close', () => resolve(failure));
      if (file.closed) resolve(failure);
      else file.end();
    });
  return {
    line(text) {
      characters += text.length + 1;
      if (characters <= MAX_LOG_CHARACTERS) file.write(`${text}\n`);
      else leftOut += 1;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
