import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from './find-on-path.mjs';
import { ask, run } from './run-command.mjs';

/** @typedef {{ 'apt-get': string, dnf: string, apk: string, brew: string }} PackageNames by package manager */
/** @typedef {{ manager: keyof PackageNames, prefix: readonly string[] }} PackageManager */

/** A package that could not be installed is not tried again before this. */
const patienceMs = 3_600_000;
const dayMs = 86_400_000;

/**
 * The system's package manager, where it needs no password: as root, with `sudo -n`, or Homebrew.
 * @returns {Promise<PackageManager | null>}
 */
export async function packageManager() {
  const isRoot = process.getuid?.() === 0;
  for (const manager of /** @type {const} */ (['apt-get', 'dnf', 'apk'])) {
    if (findOnPath(manager).length === 0) continue;
    if (isRoot) return { manager, prefix: [] };
    return (await ask('sudo', ['-n', 'true'])) === null ? null : { manager, prefix: ['sudo', '-n'] };
  }
  return findOnPath('brew').length > 0 && !isRoot ? { manager: 'brew', prefix: [] } : null;
}

/**
 * Installs a package of the system. True when the package manager says that it did. A service that comes with the
 * package is not left running.
 * @param {PackageNames} names
 * @param {{ cache: string, logFolder: string, say: (text: string) => void, service?: string }} options
 */
export async function installSystemPackage(names, { cache, logFolder, say, service }) {
  const found = await packageManager();
  if (found === null) return false;
  const name = names[found.manager];
  const failed = join(cache, `not-installed-${name}`);
  if (existsSync(failed) && Date.now() - statSync(failed).mtimeMs < patienceMs) return false;
  const logFile = join(logFolder, `setup-${name}.log`);
  try {
    say(`installing ${name} with ${found.manager}`);
    await install(found, name, logFile);
  } catch {
    say(`${found.manager} could not install ${name} (${logFile}); not tried again within the hour`);
    mkdirSync(cache, { recursive: true });
    writeFileSync(failed, '');
    return false;
  }
  rmSync(failed, { force: true });
  if (service !== undefined) await ask('env', [...found.prefix, 'systemctl', 'disable', '--now', service]);
  return true;
}

/**
 * @param {PackageManager} found
 * @param {string} name
 * @param {string} logFile
 */
async function install({ manager, prefix }, name, logFile) {
  /** @param {string[]} args */
  const manage = (...args) => run('env', [...prefix, manager, ...args], { logFile, isLeftToFinish: true });
  if (manager === 'dnf') return manage('install', '-y', name);
  if (manager === 'apk') return manage('add', '--no-cache', name);
  if (manager === 'brew') return manage('install', name);
  const wait = ['-o', 'DPkg::Lock::Timeout=120'];
  const aptInstall = () => manage('install', '-y', '--no-install-recommends', ...wait, name);
  if (hasFreshLists()) {
    try {
      return await aptInstall();
    } catch {
      // lists less than a day old may name versions that are gone
    }
  }
  await manage('update', ...wait);
  return aptInstall();
}

/** Whether apt's lists of packages are there and less than a day old. */
function hasFreshLists(folder = '/var/lib/apt/lists') {
  if (!existsSync(folder) || !readdirSync(folder).some((name) => name.endsWith('InRelease'))) return false;
  return Date.now() - statSync(folder).mtimeMs < dayMs;
}
