import { relative } from 'node:path';
import { findChromium, withoutChromium } from './chromium.mjs';
import { embeddedPostgres } from './embedded-postgres.mjs';
import { findK6, pinnedK6 } from './k6.mjs';
import { goVersion } from './k6-build.mjs';
import { isInstalled } from './npm-packages.mjs';
import { isNewEnough, pinnedNode } from './pinned-node.mjs';
import { cacheFolder, packageFolder } from './project.mjs';
import { findContainerEngine, findRedis, withoutRedis } from './redis.mjs';
import { explain } from './setup-error.mjs';

/** @typedef {{ name: string, state: 'ok' | 'absent' | 'missing', text: string }} Finding `missing`: nothing runs without it */

/** @returns {Promise<Finding[]>} */
export function doctor() {
  return Promise.all([
    finding('npm packages', async () =>
      isInstalled(packageFolder)
        ? 'as package-lock.json lists them'
        : missing('run "npm start", "npm test" or "npm ci"'),
    ),
    finding('Node', async () => {
      const pinned = await pinnedNode(packageFolder);
      if (pinned) return `${pinned.version}  ${place(pinned.file)} (pinned)`;
      const own = `${process.version.slice(1)}  ${process.execPath}`;
      return isNewEnough(process.version, true) ? `${own} (not the pinned one)` : missing(`only ${own}; run "npm ci"`);
    }),
    finding('k6', async () => {
      /** @type {string[]} */
      const refused = [];
      const k6 = await findK6({ cache: cacheFolder, refuse: (reason) => refused.push(reason) });
      const notes = refused.map((reason) => `; ${reason}`).join('');
      if (k6) return `${k6.version}  ${place(k6.file)} (${k6.source})${notes}`;
      const go = await goVersion();
      const remedy = go
        ? `set-up builds ${pinnedK6} with Go ${go}`
        : 'set-up tries to download it: there is no Go 1.25';
      return missing(`run "npm start" or "npm test": ${remedy}${notes}`);
    }),
    finding('PostgreSQL', async () => {
      if (process.env.DATABASE_URL) return 'DATABASE_URL';
      const embedded = await embeddedPostgres(packageFolder);
      return embedded
        ? `${embedded.version}  ${place(embedded.file)} (embedded)`
        : missing('run "npm ci" or set DATABASE_URL');
    }),
    finding('Redis', async () => {
      const redis = (await findRedis()) ?? (await findContainerEngine());
      return redis ? `${redis.version}  ${redis.file} (${redis.source})` : absent(withoutRedis);
    }),
    finding('Chromium', async () => {
      const chromium = findChromium();
      return chromium ? `${chromium.file} (${chromium.source})` : absent(withoutChromium);
    }),
  ]);
}

/**
 * @param {string} name
 * @param {() => Promise<string | Omit<Finding, 'name'>>} look
 * @returns {Promise<Finding>}
 */
async function finding(name, look) {
  try {
    const found = await look();
    return typeof found === 'string' ? { name, state: 'ok', text: found } : { name, ...found };
  } catch (error) {
    return { name, ...missing(explain(error)) };
  }
}

/**
 * @param {string} text
 * @returns {Omit<Finding, 'name'>}
 */
function missing(text) {
  return { state: 'missing', text };
}

/**
 * @param {string} text
 * @returns {Omit<Finding, 'name'>}
 */
function absent(text) {
  return { state: 'absent', text };
}

/** @param {string} file */
function place(file) {
  const inside = relative(packageFolder, file);
  return inside.startsWith('..') ? file : inside;
}
