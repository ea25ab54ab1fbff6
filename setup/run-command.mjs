import { execFile, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { guard, release } from './guard.mjs';

/**
 * What a short command prints; `null` where it is not there, fails, or takes more than ten seconds.
 * @param {string} file
 * @param {readonly string[]} args
 * @returns {Promise<string | null>}
 */
export async function ask(file, args) {
  try {
    return (await promisify(execFile)(file, args, { timeout: 10_000 })).stdout;
  } catch {
    return null;
  }
}

/**
 * Runs a long command with its output in a log file. Rejects with its last lines when it fails.
 * It leads its own process group and ends when we do — unless it `isLeftToFinish`: an interrupted package manager
 * leaves the machine in disorder.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ logFile: string, cwd?: string, env?: NodeJS.ProcessEnv, isLeftToFinish?: boolean }} options
 * @returns {Promise<void>}
 */
export async function run(file, args, { logFile, cwd, env = process.env, isLeftToFinish = false }) {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'w');
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const { pid } = child;
  if (pid !== undefined && !isLeftToFinish) guard(pid);
  /** @type {Promise<string>} */
  const end = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ?? String(code)));
  });
  const result = await end;
  if (pid !== undefined && !isLeftToFinish) release(pid);
  if (result === '0') return;
  const tail = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
  throw new Error(`${[file, ...args].join(' ')} ended with ${result}:\n${tail}\n(all of it: ${logFile})`);
}
