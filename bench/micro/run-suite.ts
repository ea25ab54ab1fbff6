import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nextTurn } from '../turn.ts';
import { readConfig } from './config.ts';
import { DEFAULT_MEASURE, measure } from './measure.ts';
import { lastKept, type MicroSuite } from './micro-suite.ts';

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
try {
  for (const [task, batches] of await measure(suite, {
    ...DEFAULT_MEASURE,
    beforeRound: () => nextTurn(isTakingTurns),
  })) {
    console.log(JSON.stringify({ tool: 'tinybench', suite: suite.name, task, batches }));
  }
} finally {
  await suite.close?.();
}
if (lastKept() === undefined) throw new TypeError(`the tasks of ${suite.name} return nothing that could be used`);
