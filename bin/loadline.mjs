#!/usr/bin/env node
/** The command `loadline`: finds the Node and, for a run, the k6 that belong to it, and hands over to the gate. */
import { endWithNpm } from '../setup/end-with-npm.mjs';
import { checkWithGate, k6ThatIsHere, makeK6ForGate, nodeForGate, runGate } from '../setup/gate.mjs';
import { explain } from '../setup/setup-error.mjs';

const args = process.argv.slice(2);
const usesK6 =
  ['run', 'compare', 'calibrate'].includes(args[0] ?? '') && !args.some((arg) => /^--(suite|help)\b|^-h$/.test(arg));

endWithNpm();
try {
  const node = await nodeForGate();
  const k6 = usesK6 ? await k6ThatIsHere() : undefined;
  process.exitCode = k6 === null ? await checkWithGate(args, node) : 0;
  if (process.exitCode === 0) {
    process.exitCode = await runGate(args, k6 === undefined ? { node } : { node, k6: k6 ?? (await makeK6ForGate()) });
  }
} catch (error) {
  console.error(explain(error));
  process.exitCode = 3;
}
