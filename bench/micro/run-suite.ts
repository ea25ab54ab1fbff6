import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nextTurn } from '../turn.ts';
import { readConfig } from './config.ts';
import { DEFAULT_MEASURE, measure } from './measure.ts';
import { lastKept, type MicroSuite } from './micro-suite.ts';

/** Rounds between two lines on stderr, which tell that it goes on. */
const TOLD_EVERY = 20;

/** Runs the suite of one `*.bench.ts` file in this process and prints one JSON line a task. Ends when its parent does. */
if (process.stdin instanceof Socket)
  process.stdin
    .once('end', () => process.exit(1))
    .resume()
    .unref();
const file = process.argv[2];
if (file === undefined) throw new TypeError('run-suite.ts takes the path of a *.bench.ts file');

const { createSuite } = (await import(pathToFileURL(resolve(file)).href)) as { createSuite: () => Promise<MicroSuite> };
const suite = await createSuite();
const { isTakingTurns } = readConfig();
let rounds = 0;
const beforeRound = async (): Promise<void> => {
  await nextTurn(isTakingTurns);
  if (rounds % TOLD_EVERY === 0) console.error(`${suite.name}: ${rounds} of ${DEFAULT_MEASURE.batches} rounds`);
  rounds += 1;
};
try {
  for (const [task, batches] of await measure(suite, { ...DEFAULT_MEASURE, beforeRound })) {
    console.log(JSON.stringify({ tool: 'tinybench', suite: suite.name, task, batches }));
  }
} finally {
  await suite.close?.();
}
if (lastKept() === undefined) throw new TypeError(`the tasks of ${suite.name} return nothing that could be used`);
