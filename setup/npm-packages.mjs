import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * Whether node_modules holds what the lock file asks for. npm writes its own list when an installation is whole, so an
 * interrupted one, a changed lock file and a package installed by hand are all seen, and no stamp of ours can be wrong.
 * @param {string} root
 */
export function isInstalled(root) {
  const wanted = packages(join(root, 'package-lock.json'));
  const found = packages(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const there = found[path];
    if (there === undefined) return optional === true && Object.keys(found).length > 0;
    return there.version === version && there.integrity === integrity;
  });
}

/**
 * `npm ci`. It takes away the Node that may be running us, so npm must find another one: the checkout's own
 * node_modules/.bin, which `npm run` puts first, is taken off the PATH.
 * @param {string} root
 * @param {string} logFile
 */
export async function installPackages(root, logFile) {
  try {
    const env = { ...process.env, PATH: pathWithout(join(root, 'node_modules', '.bin')) };
    await run('npm', ['ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'], {
      cwd: root,
      env,
      logFile,
    });
  } catch (cause) {
    throw new SetupError({
      code: 'SETUP_PACKAGES',
      message: cause instanceof Error ? cause.message : String(cause),
      advice:
        'Check that the registry can be reached and that package.json and package-lock.json agree, then run it again.',
      cause,
    });
  }
}

/** @param {string} folder */
export function pathWithout(folder, path = process.env.PATH ?? '') {
  return path
    .split(delimiter)
    .filter((entry) => entry !== folder)
    .join(delimiter);
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }>}
 */
function packages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}
