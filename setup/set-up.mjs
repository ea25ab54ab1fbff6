import { join } from 'node:path';
import { findChromium, installChromium, withoutChromium } from './chromium.mjs';
import { embeddedPostgres, hydratePostgres } from './embedded-postgres.mjs';
import { interruptible } from './interruption.mjs';
import { findK6, makeK6 } from './k6.mjs';
import { withLock } from './lock.mjs';
import { installPackages, isInstalled } from './npm-packages.mjs';
import { fetchPinnedNode, isNewEnough, pinnedNode } from './pinned-node.mjs';
import { Progress } from './progress.mjs';
import { cacheFolder, logFolder, packageFolder } from './project.mjs';
import { findContainerEngine, findRedis, installRedis, withoutRedis } from './redis.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * @typedef {object} Found what the set-up found or made
 * @property {{ file: string, version: string }} node
 * @property {import('./k6.mjs').FoundK6} k6
 * @property {string} postgres version, or `external`
 * @property {import('./redis.mjs').FoundRedis | null} redis
 * @property {import('./chromium.mjs').FoundChromium | null} chromium `null` too where nobody asked for it
 */

/**
 * Finds or installs all that this checkout needs. Steps that do not need each other run at the same time; two set-ups of
 * one checkout run one after the other. Nothing is said of what is there already but one line at the end.
 * @param {{ hasBrowserTests: boolean }} purpose
 * @returns {Promise<Found>}
 */
export async function setUp({ hasBrowserTests }) {
  const since = Date.now();
  const progress = new Progress(process.stderr);
  const onWait = (/** @type {number} */ pid) => progress.say('lock', `waiting for the set-up of process ${pid}`);
  const steps = async () => {
    progress.done('lock', 'ours');
    const [{ node, postgres }, k6, [redis, chromium]] = await Promise.all([
      packagesStep(progress),
      k6Step(progress),
      systemStep(progress, hasBrowserTests),
    ]);
    return { node, postgres, k6, redis, chromium };
  };
  const found = await interruptible(progress, () => withLock(join(cacheFolder, 'set-up.lock'), onWait, steps));
  progress.note(`${summary(found)} (${((Date.now() - since) / 1000).toFixed(1)} s)`);
  return found;
}

/** @param {Progress} progress */
async function packagesStep(progress) {
  const step = 'npm packages';
  if (!isInstalled(packageFolder)) {
    progress.say(step, 'installing what package-lock.json lists');
    await installPackages(packageFolder, join(logFolder, 'setup-npm.log'));
    progress.done(step, 'installed');
  }
  const [node, postgres] = await Promise.all([nodeStep(progress), postgresStep(progress)]);
  return { node, postgres };
}

/** @param {Progress} progress */
async function nodeStep(progress) {
  let node = await pinnedNode(packageFolder);
  if (node === null) {
    progress.say('Node', 'fetching the pinned version');
    await fetchPinnedNode(packageFolder, join(logFolder, 'setup-node.log')).catch(() => {});
    node = await pinnedNode(packageFolder);
    progress.done('Node', node === null ? 'the pinned version does not run here' : node.version);
  }
  if (node !== null) return node;
  if (isNewEnough(process.version, true)) return { file: process.execPath, version: process.version.slice(1) };
  throw new SetupError({
    code: 'NODE_MISSING',
    message: `the pinned Node does not run here, and this one (${process.version}) cannot run TypeScript`,
    advice: `See ${join(logFolder, 'setup-node.log')}, or call npm with Node 24.`,
  });
}

/** @param {Progress} progress */
async function postgresStep(progress) {
  if (process.env.DATABASE_URL) return 'external';
  let postgres = await embeddedPostgres(packageFolder);
  if (postgres === null) {
    progress.say('PostgreSQL', 'completing the embedded binaries');
    await hydratePostgres(packageFolder, join(logFolder, 'setup-postgres.log')).catch(() => {});
    postgres = await embeddedPostgres(packageFolder);
    progress.done('PostgreSQL', postgres?.version ?? 'the embedded binaries do not run here');
  }
  if (postgres !== null) return postgres.version;
  throw new SetupError({
    code: 'POSTGRES_MISSING',
    message: 'the embedded PostgreSQL does not run on this machine',
    advice: 'Set DATABASE_URL to a PostgreSQL of your own.',
  });
}

/** @param {Progress} progress */
async function k6Step(progress) {
  const found = await findK6({ cache: cacheFolder, refuse: (reason) => progress.note(reason) });
  if (found !== null) return found;
  const made = await makeK6({ cache: cacheFolder, logFolder, say: (text) => progress.say('k6', text) });
  progress.done('k6', made.version);
  return made;
}

/**
 * Redis and Chromium, one after the other: a package manager serves one at a time.
 * @param {Progress} progress
 * @param {boolean} hasBrowserTests
 * @returns {Promise<[Found['redis'], Found['chromium']]>}
 */
async function systemStep(progress, hasBrowserTests) {
  /** @param {string} step */
  const options = (step) => ({
    cache: cacheFolder,
    logFolder,
    say: (/** @type {string} */ text) => progress.say(step, text),
  });
  const redis = (await findRedis()) ?? (await installRedis(options('Redis'))) ?? (await findContainerEngine());
  progress.done('Redis', redis?.version ?? 'not installed');
  if (redis === null) progress.note(withoutRedis);
  if (!hasBrowserTests) return [redis, null];
  const chromium = findChromium() ?? (await installChromium(options('Chromium')));
  progress.done('Chromium', chromium?.file ?? 'not installed');
  if (chromium === null) progress.note(withoutChromium);
  return [redis, chromium];
}

/** @param {Found} found */
function summary({ node, k6, postgres, redis }) {
  const parts = [
    `Node ${node.version}`,
    `k6 ${k6.version}`,
    `PostgreSQL ${postgres}`,
    `Redis ${redis?.version ?? 'none'}`,
  ];
  return `ready: ${parts.join(', ')}`;
}
