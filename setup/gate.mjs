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
 * Lets the gate look at words, config and names, and measure nothing: what takes minutes to make is not made for a misspelt word.
 * @param {readonly string[]} args
 * @param {string} node
 * @returns {Promise<number>} 0 where all is well, else the exit code after the gate has said what is wrong
 */
export function checkWithGate(args, node) {
  return launch({ node, script: main, args, env: { LOADLINE_CHECK_ONLY: 'yes' } });
}

const progress = new Progress(process.stderr);

/** k6 as it is on this machine; `null`: it has to be made. */
export async function k6ThatIsHere() {
  const found = await findK6({ cache: cacheFolder, refuse: (reason) => progress.note(reason) });
  return found?.file ?? null;
}

/**
 * k6 made in the project's cache.
 * @returns {Promise<string>}
 */
export async function makeK6ForGate() {
  const say = (/** @type {string} */ text) => progress.say('k6', text);
  return (await interruptible(progress, () => makeK6({ cache: cacheFolder, logFolder, say }))).file;
}
