import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { GateError } from '../core/model/gate-error.ts';

const run = promisify(execFile);

/** The options and formats we rely on are those of k6 2. */
const OLDEST_MAJOR = 2;

export interface K6Binary {
  readonly path: string;
  /** `2.2.0`. */
  readonly version: string;
}

/**
 * Finds a k6 of version 2 or newer: `K6_BIN`, else the first on `PATH`, else the one that set-up built into `.loadline/cache/k6`.
 * One on the `PATH` that is too old is passed over. Throws GateError K6_MISSING or K6_TOO_OLD.
 */
export async function findK6(options: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly loadlineDirectory: string;
}): Promise<K6Binary> {
  const { K6_BIN, PATH = '' } = options.environment;
  const inCache = join(options.loadlineDirectory, 'cache', 'k6', 'k6');
  const onPath = PATH.split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, 'k6'));
  const candidates = K6_BIN ? [K6_BIN] : [...onPath, inCache];
  let tooOld: K6Binary | null = null;
  for (const path of candidates) {
    const version = (await isExecutable(path)) ? await versionOf(path) : null;
    if (version === null) continue;
    if (Number.parseInt(version, 10) >= OLDEST_MAJOR) return { path, version };
    tooOld ??= { path, version };
  }
  if (tooOld !== null) throw tooOldError(tooOld);
  throw new GateError({
    code: 'K6_MISSING',
    message: K6_BIN ? `K6_BIN is ${K6_BIN}, which is no k6.` : 'there is no k6 on PATH, nor in .loadline/cache/k6.',
    advice:
      'Install k6 2.x and put it on PATH, or name it with K6_BIN=/path/to/k6. In a clone of Loadline, "npm start" builds one.',
  });
}

function tooOldError(found: K6Binary): GateError {
  return new GateError({
    code: 'K6_TOO_OLD',
    message: `${found.path} is k6 ${found.version}; version ${OLDEST_MAJOR}.x is needed.`,
    advice: 'Install k6 2.x, or name one with K6_BIN=/path/to/k6.',
  });
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The first line begins with the name of the executable, whatever that is: `k6 v2.2.0 (go1.25.12, linux/amd64)`. */
async function versionOf(path: string): Promise<string | null> {
  try {
    const { stdout } = await run(path, ['version'], { env: {}, timeout: 10_000 });
    return /\sv(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}
