#!/usr/bin/env node
/** The command `loadline`: finds the Node and, for a run, the k6 that belong to it, and hands over to the gate. */
import { endWithNpm } from '../setup/end-with-npm.mjs';
import { k6ForGate, nodeForGate, runGate } from '../setup/gate.mjs';
import { explain } from '../setup/setup-error.mjs';

const args = process.argv.slice(2);
const usesK6 =
  ['run', 'compare', 'calibrate'].includes(args[0] ?? '') && !args.some((arg) => /^--(suite|help)\b|^-h$/.test(arg));

endWithNpm();
try {
  const node = await nodeForGate();
  process.exitCode = await runGate(args, usesK6 ? { node, k6: await k6ForGate() } : { node });
} catch (error) {
  console.error(explain(error));
  process.exitCode = 3;
}
