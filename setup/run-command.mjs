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
 * Runs a long command with its output in a log file. Rejects with what it said when it fails.
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
  const said = excerpt(readFileSync(logFile, 'utf8'));
  throw new Error(`${[file, ...args].join(' ')} ended with ${result}:\n${said}\n  (all of it: ${logFile})`);
}

/**
 * The first and the last lines: some tools say first what is wrong, some last.
 * @param {string} text
 */
function excerpt(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const some =
    lines.length <= 16 ? lines : [...lines.slice(0, 8), `… ${lines.length - 16} lines …`, ...lines.slice(-8)];
  return some.map((line) => `  | ${line}`).join('\n');
}
