import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from './find-on-path.mjs';
import { buildK6, goVersion } from './k6-build.mjs';
import { downloadK6 } from './k6-download.mjs';
import { ask } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

/** @typedef {{ file: string, version: string, source: 'K6_BIN' | 'PATH' | 'cache' }} FoundK6 */

/** The version that our Go module pins, `2.2.0`. */
export const pinnedK6 =
  /go\.k6\.io\/k6\/v2 v(\S+)/.exec(readFileSync(new URL('k6/go.mod', import.meta.url), 'utf8'))?.[1] ?? '';

const major = pinnedK6.split('.')[0];

/**
 * k6 as it is on this machine: K6_BIN, the PATH, the project's cache. Another major version than ours is refused: from
 * K6_BIN that is an error, else `refuse` hears why and the next place is looked at.
 * @param {{ cache: string, env?: NodeJS.ProcessEnv, refuse?: (reason: string) => void }} where
 * @returns {Promise<FoundK6 | null>}
 */
export async function findK6({ cache, env = process.env, refuse = () => {} }) {
  if (env.K6_BIN) {
    const version = await k6Version(env.K6_BIN);
    if (isOurMajor(version)) return { file: env.K6_BIN, version, source: 'K6_BIN' };
    throw new SetupError({
      code: 'K6_VERSION',
      message: `K6_BIN is ${env.K6_BIN}: ${version ? `k6 ${version}` : 'not a k6 that runs'}, and k6 ${major}.x is needed`,
      advice: `Set K6_BIN to a k6 ${major}.x, or unset it: a fitting one is then found or built.`,
    });
  }
  const onPath = findOnPath('k6', env.PATH)[0];
  if (onPath !== undefined) {
    const version = await k6Version(onPath);
    if (isOurMajor(version)) return { file: onPath, version, source: 'PATH' };
    refuse(`${onPath} is ${version ? `k6 ${version}` : 'not a k6 that runs'}: passed over, k6 ${major}.x is needed`);
  }
  const cached = join(cache, 'k6', 'k6');
  const version = await k6Version(cached);
  return version === pinnedK6 ? { file: cached, version, source: 'cache' } : null;
}

/**
 * Makes k6 in the project's cache: built from the pinned source, else the official release.
 * @param {{ cache: string, logFolder: string, say: (text: string) => void }} options
 * @returns {Promise<FoundK6>}
 */
export async function makeK6({ cache, logFolder, say }) {
  const file = join(cache, 'k6', 'k6');
  mkdirSync(join(cache, 'k6'), { recursive: true });
  const failures = [];
  try {
    if ((await goVersion()) === null) failures.push('no Go 1.25 or newer to build it with');
    else {
      say(`building k6 ${pinnedK6} with Go, once (a minute or two; K6_BIN=FILE names a k6 ${major}.x that you have)`);
      await buildK6(file, join(logFolder, 'setup-k6.log'));
    }
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
  }
  try {
    if (failures.length > 0) {
      say(`downloading k6 ${pinnedK6}`);
      await downloadK6(pinnedK6, file, join(logFolder, 'setup-k6-download.log'));
    }
    const version = await k6Version(file);
    if (version === pinnedK6) return { file, version, source: 'cache' };
    failures.push(`${file} says that it is k6 ${version}`);
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
  }
  throw new SetupError({
    code: 'K6_MISSING',
    message: `there is no k6 ${major}.x, and it could not be made:\n${failures.map((text) => `  - ${text}`).join('\n')}`,
    advice: `Install Go 1.25 or newer, or k6 ${major}.x, and put it on the PATH or name it in K6_BIN.`,
  });
}

/**
 * From the first line of `k6 version`: `k6 v2.2.0 (go1.26.8, linux/amd64)`. The number only: extensions may follow.
 * @param {string} file
 * @returns {Promise<string | null>}
 */
async function k6Version(file) {
  return /^k6(?:\.exe)? v(\d+\.\d+\.\d+\S*)/.exec((await ask(file, ['version'])) ?? '')?.[1] ?? null;
}

/**
 * @param {string | null} version
 * @returns {version is string}
 */
function isOurMajor(version) {
  return version?.split('.')[0] === major;
}
