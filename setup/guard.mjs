import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../bin/guardian.mjs', import.meta.url));

/** @type {import('node:stream').Writable | null} */
let guardian = null;

/**
 * From now on the process group of `pid` ends with this process, whatever ends this one (see bin/guardian.mjs).
 * @param {number} pid
 */
export function guard(pid) {
  guardian ??= start();
  guardian.write(`watch ${pid}\n`);
}

/** @param {number} pid */
export function release(pid) {
  guardian?.write(`forget ${pid}\n`);
}

/** @returns {import('node:stream').Writable} */
function start() {
  const child = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  child.stdin.on('error', () => {});
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child.stdin;
}
