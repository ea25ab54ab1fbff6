import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { interruptible } from './interruption.mjs';
import { findK6, makeK6 } from './k6.mjs';
import { launch } from './launch.mjs';
import { isNewEnough, pinnedNode } from './pinned-node.mjs';
import { Progress } from './progress.mjs';
import { cacheFolder, isCheckout, logFolder, packageFolder } from './project.mjs';
import { SetupError } from './setup-error.mjs';

const main = join(packageFolder, ...(isCheckout ? ['gate', 'cli', 'main.ts'] : ['dist', 'gate', 'cli', 'main.js']));

/**
 * Runs the gate's command line in our place.
 * @param {readonly string[]} args
 * @param {{ node: string, k6?: string }} tools
 * @returns {Promise<number>} the exit code
 */
export function runGate(args, { node, k6 }) {
  return launch({ node, script: main, args, env: k6 === undefined ? {} : { K6_BIN: k6 } });
}

/** The Node for the gate: the checkout's pinned one, else the one that runs us. */
export async function nodeForGate() {
  const pinned = isCheckout ? await pinnedNode(packageFolder) : null;
  if (isCheckout && !existsSync(join(packageFolder, 'node_modules'))) {
    throw new SetupError({
      code: 'SETUP_NEEDED',
      message: 'the npm packages of this checkout are not installed yet',
      advice: 'Run "npm start" (all the set-up, then a first run), "npm test", or "npm ci".',
    });
  }
  if (pinned !== null) return pinned.file;
  if (isNewEnough(process.version, isCheckout)) return process.execPath;
  throw new SetupError({
    code: 'NODE_MISSING',
    message: `this is Node ${process.version}, and ${isCheckout ? '22.18' : '22'} or newer is needed`,
    advice: isCheckout ? 'Run "npm ci": it brings the pinned Node.' : 'Install Node 24.',
  });
}

/**
 * k6 for a run: found, else made in the project's cache.
 * @returns {Promise<string>}
 */
export async function k6ForGate() {
  const progress = new Progress(process.stderr);
  const found = await interruptible(
    progress,
    async () =>
      (await findK6({ cache: cacheFolder, refuse: (reason) => progress.note(reason) })) ??
      (await makeK6({ cache: cacheFolder, logFolder, say: (text) => progress.say('k6', text) })),
  );
  return found.file;
}
