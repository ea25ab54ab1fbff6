import { execFile } from 'node:child_process';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { GateError } from '../core/model/gate-error.ts';

/** A config file that cannot be loaded: where in it, and what to do, as far as the error that was met tells. */
export async function unreadableConfig(path: string, cause: unknown): Promise<GateError> {
  const line = await lineOf(path, cause);
  return new GateError({
    code: 'CONFIG_UNREADABLE',
    message: `${path}${line === null ? '' : `:${line}`} could not be read.`,
    advice: lacksLoadline(cause)
      ? 'Install Loadline in this project: "npm pack" in a clone of it, then "npm i -D" with the .tgz here (README, "Gate your own service").'
      : path.endsWith('.json')
        ? 'Mend the error named as cause; a config file of this name is JSON, one object.'
        : 'Mend the error named as cause; a config file has one default export, made with defineConfig.',
    // The message of a JSON error shows some lines around the place; people are shown one.
    cause: cause instanceof SyntaxError ? cause.message.replaceAll(/\s+/g, ' ') : cause,
  });
}

function lacksLoadline(cause: unknown): boolean {
  return cause instanceof Error && /^Cannot find package 'loadline'/.test(cause.message);
}

/** Line of the file that an error names; `null` where none is named. JavaScript's own syntax errors are asked of Node once more. */
async function lineOf(path: string, cause: unknown): Promise<string | null> {
  const url = pathToFileURL(path).href;
  const lineIn = (text: string) => text.split(url)[1]?.match(/^:(\d+)/)?.[1] ?? null;
  const line = cause instanceof Error ? lineIn(cause.stack ?? '') : null;
  if (line !== null || !(cause instanceof SyntaxError) || path.endsWith('.json')) return line;
  return promisify(execFile)(process.execPath, ['--check', path], { timeout: 10_000 }).then(
    () => null,
    (error: { stderr?: string }) => lineIn((error.stderr ?? '').replaceAll(path, url).replaceAll(`file://${url}`, url)),
  );
}
