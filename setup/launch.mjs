import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const leash = fileURLToPath(new URL('leash.mjs', import.meta.url));
const passedOn = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a script with the given Node in our place: our terminal, signals and exit code. It ends when we do. Whatever it
 * starts by the name `node` is the same Node.
 * @param {{ node: string, script: string, args: readonly string[], env?: Record<string, string> }} what
 * @returns {Promise<number>} the exit code
 */
export function launch({ node, script, args, env = {} }) {
  const child = spawn(node, ['--import', leash, script, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: {
      ...process.env,
      ...env,
      PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`,
      LOADLINE_LAUNCHER: String(process.pid),
    },
  });
  // A terminal sends Ctrl-C to us and to the child alike: it must not hear it twice.
  const pass = (/** @type {NodeJS.Signals} */ signal) =>
    signal === 'SIGINT' && process.stdin.isTTY ? null : child.kill(signal);
  for (const signal of passedOn) process.on(signal, pass);
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]));
  });
  return ended.finally(() => {
    for (const signal of passedOn) process.off(signal, pass);
  });
}
