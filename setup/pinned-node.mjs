import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathWithout } from './npm-packages.mjs';
import { ask, run } from './run-command.mjs';

/**
 * The Node that package-lock.json pins, if it runs on this machine (the package has none for musl).
 * @param {string} root
 * @returns {Promise<{ file: string, version: string } | null>}
 */
export async function pinnedNode(root) {
  const file = join(root, 'node_modules', '.bin', 'node');
  const version = (await ask(file, ['--version']))?.trim().slice(1);
  return version !== undefined && version === lockedVersion(root) ? { file, version } : null;
}

/**
 * Fetches the binary where npm did not run the package's install script.
 * @param {string} root
 * @param {string} logFile
 */
export async function fetchPinnedNode(root, logFile) {
  const env = { ...process.env, PATH: pathWithout(join(root, 'node_modules', '.bin')) };
  const cwd = join(root, 'node_modules', 'node');
  await run('node', ['installArchSpecificPackage.js'], { cwd, env, logFile });
  const command = join(root, 'node_modules', '.bin', 'node'); // npm links only what is there when it installs
  rmSync(command, { force: true });
  symlinkSync(join('..', 'node', 'bin', 'node'), command);
}

/** @param {string} root */
function lockedVersion(root) {
  try {
    return JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages['node_modules/node'].version;
  } catch {
    return null;
  }
}

/**
 * Whether this Node runs our code: TypeScript in a checkout (types stripped without a flag), JavaScript when installed.
 * @param {string} version
 * @param {boolean} isCheckout
 */
export function isNewEnough(version, isCheckout) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (!isCheckout) return major >= 22;
  return major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}
