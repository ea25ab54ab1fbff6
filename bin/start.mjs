/** `npm start`: all the set-up, then `loadline run` with the arguments that were given, which are checked first where that is possible. */
import { endWithNpm } from '../setup/end-with-npm.mjs';
import { checkWithGate, nodeForGate, runGate } from '../setup/gate.mjs';
import { isInstalled } from '../setup/npm-packages.mjs';
import { packageFolder } from '../setup/project.mjs';
import { setUp } from '../setup/set-up.mjs';
import { explain } from '../setup/setup-error.mjs';

const words = process.argv.slice(2);
const args = ['run', ...words];
const asksHelp = words.some((word) => word === '--help' || word === '-h');

endWithNpm();
try {
  const isCheckable = words.length > 0 && isInstalled(packageFolder);
  process.exitCode = isCheckable ? await checkWithGate(args, await nodeForGate()) : 0;
  if (process.exitCode === 0 && !(isCheckable && asksHelp)) {
    const { node, k6 } = await setUp({ hasBrowserTests: false });
    process.exitCode = await runGate(args, { node: node.file, k6: k6.file });
  }
} catch (error) {
  console.error(explain(error));
  process.exitCode = 3;
}
