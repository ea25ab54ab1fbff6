/** `npm test`: all the set-up, a browser included, then vitest with the arguments that were given. */
import { join } from 'node:path';
import { endWithNpm } from '../setup/end-with-npm.mjs';
import { launch } from '../setup/launch.mjs';
import { packageFolder } from '../setup/project.mjs';
import { setUp } from '../setup/set-up.mjs';
import { explain } from '../setup/setup-error.mjs';

endWithNpm();
try {
  const { node, k6, chromium } = await setUp({ hasBrowserTests: true });
  process.exitCode = await launch({
    node: node.file,
    script: join(packageFolder, 'node_modules', 'vitest', 'vitest.mjs'),
    args: ['run', ...process.argv.slice(2)],
    env: { K6_BIN: k6.file, ...(chromium === null ? {} : { CHROME_BIN: chromium.file }) },
  });
} catch (error) {
  console.error(explain(error));
  process.exitCode = 3;
}
