import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { judgeDocument } from '../../gate/core/decide/door.ts';
import { detectDocument } from '../../gate/core/decide/door-detect.ts';
import { judgeComparison } from '../../gate/core/decide/judge-comparison.ts';
import { seededRandom } from '../../gate/core/stats/random.ts';
import { checkFigure } from './bar.ts';
import { drawNormal } from './simulate/draw.ts';
import { drawComparison, madePlan } from './simulate/made-comparison.ts';
import { drawLaunches, MEASURED_NOISE } from './simulate/paired-scenarios.ts';

/*
 * The same input gives the same bytes, forwards, backwards and in another process; and the doors are fast: 10,000 paired documents of 80
 * pairs, 1,000 series of 400 runs. Prints each bar; exits 1 when one is not reached. Usage: node bench/gate/determinism.ts
 */
const CHILD = 'print the hash alone';
const random = seededRandom(5);
const [noise] = MEASURED_NOISE;
if (noise === undefined) throw new RangeError('there is no noise');

const level = (runs: number) => Array.from({ length: runs }, () => 100 * Math.exp(0.03 * drawNormal(random)));
const documents = Array.from({ length: 100 }, (_, id) => [
  {
    id,
    design: 'paired',
    better: 'lower',
    margin: 0.05,
    looks: [3, 4, 5],
    launches: drawLaunches(random, noise, 0.03, 5, 16).map((pairs) => ({ pairs })),
  },
  { id, design: 'history', better: 'lower', margin: 0.05, history: level(60), candidate: 106, confirmation: 107 },
  {
    id,
    design: 'target',
    quantile: 0.95,
    limit: 85,
    blocks: Array.from({ length: 60 }, () => ({ requests: 500, over: Math.floor(random() * 50) })),
  },
]).flat();
const series = Array.from({ length: 20 }, (_, id) => ({ id, better: 'lower', values: [...level(100), ...level(100)] }));
const comparison = { metrics: 3, change: 0.06, failing: [0.001, 0.002] } as const;
const question = { plan: madePlan(comparison), launches: drawComparison(random, comparison, 4), problems: [] };

const answers = (isBackwards: boolean): string => {
  const asked = isBackwards ? documents.toReversed() : documents;
  const judged = asked.map((document) => JSON.stringify(judgeDocument(document)));
  const detected = series.map((one) => JSON.stringify(detectDocument(one)));
  const all = [...(isBackwards ? judged.toReversed() : judged), ...detected, JSON.stringify(judgeComparison(question))];
  return createHash('sha256').update(all.join('\n')).digest('hex');
};

if (process.argv[2] === CHILD) console.log(answers(false));
else {
  const first = answers(false);
  const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), CHILD], { encoding: 'utf8' });
  console.log(`${documents.length} documents, ${series.length} series, a comparison: ${first.slice(0, 16)}`);
  checkFigure('answers that differ backwards', Number(answers(true) !== first), { most: 0 });
  checkFigure('answers that differ in another process', Number(child.stdout.trim() !== first), { most: 0 });

  const paired = documents.filter(({ design }) => design === 'paired');
  checkFigure('seconds for 10,000 paired documents of 80 pairs', secondsFor(10_000, paired, judgeDocument), {
    most: 60,
  });
  const long = Array.from({ length: 50 }, (_, id) => ({ id, better: 'lower', values: level(400) }));
  checkFigure('seconds for 1,000 series of 400 runs', secondsFor(1000, long, detectDocument), { most: 30 });
}

function secondsFor<Item>(count: number, items: readonly Item[], work: (item: Item) => unknown): number {
  const started = performance.now();
  for (let done = 0; done < count; done += 1) {
    const item = items[done % items.length];
    if (item !== undefined) work(item);
  }
  return (performance.now() - started) / 1000;
}
