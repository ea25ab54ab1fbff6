/** `npm start`: all the set-up, then `loadline run` with the arguments that were given. */
import { endWithNpm } from '../setup/end-with-npm.mjs';
import { runGate } from '../setup/gate.mjs';
import { setUp } from '../setup/set-up.mjs';
import { explain } from '../setup/setup-error.mjs';

endWithNpm();
try {
  const { node, k6 } = await setUp({ hasBrowserTests: false });
  process.exitCode = await runGate(['run', ...process.argv.slice(2)], { node: node.file, k6: k6.file });
} catch (error) {
  console.error(explain(error));
  process.exitCode = 3;
}
