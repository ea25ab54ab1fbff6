import { findOnPath, isExecutable } from './find-on-path.mjs';
import { SetupError } from './setup-error.mjs';
import { installSystemPackage } from './system-packages.mjs';

/** @typedef {{ file: string, source: 'CHROME_BIN' | 'PATH' | 'application' }} FoundChromium */

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** @returns {FoundChromium | null} */
export function findChromium(env = process.env) {
  if (env.CHROME_BIN) {
    if (isExecutable(env.CHROME_BIN)) return { file: env.CHROME_BIN, source: 'CHROME_BIN' };
    throw new SetupError({
      code: 'CHROME_BIN',
      message: `CHROME_BIN is ${env.CHROME_BIN}, which cannot be run`,
      advice:
        'Set it to the executable of a Chromium or Chrome, or unset it: a fitting one is then found or installed.',
    });
  }
  const onPath = names.flatMap((name) => findOnPath(name, env.PATH))[0];
  if (onPath !== undefined) return { file: onPath, source: 'PATH' };
  const application = applications.find(isExecutable);
  return application === undefined ? null : { file: application, source: 'application' };
}

/** What to tell where there is none. */
export const withoutChromium =
  'NO CHROMIUM: the tests in the browser are skipped (in CI they fail). Install chromium, or set CHROME_BIN.';

/**
 * @param {{ cache: string, logFolder: string, say: (text: string) => void }} options
 * @returns {Promise<FoundChromium | null>}
 */
export async function installChromium(options) {
  const packages = { 'apt-get': 'chromium', dnf: 'chromium', apk: 'chromium', brew: 'chromium' };
  return (await installSystemPackage(packages, options)) ? findChromium() : null;
}
