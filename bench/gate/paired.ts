import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgePaired, type Pair } from '../../gate/core/decide/judge-paired.ts';
import type { ComparisonVerdict } from '../../gate/core/model/comparison.ts';
import { seededRandom } from '../../gate/core/stats/random.ts';
import { checkShare, type Bar as Limits } from './bar.ts';
import { dataFolder } from './config.ts';
import { mannWhitney } from './peers/mann-whitney.ts';
import { drawLaunches, MEASURED_NOISE } from './simulate/paired-scenarios.ts';

/*
 * The bars of baseline against candidate: false alarms between identical builds, power at known slow-downs, within 5 launches
 * of 16 pairs, margin 5 %, looks after launches 3, 4 and 5. Simulated, and resampled from recorded runs where LOADLINE_DATA
 * names their folder. Prints each bar; exits 1 when one is not reached.
 * Usage: node bench/gate/paired.ts [trials]
 */
const MARGIN = 0.05;
const LAUNCHES = 5;
const PAIRS = 16;
const LOOKS = [3, 4, 5];
const FAMILY = 20;
const trials = Number(process.argv[2] ?? 2000);
if (!(Number.isInteger(trials) && trials >= 200))
  throw new RangeError(`at least 200 trials are needed, not ${process.argv[2]}`);

interface Bar extends Limits {
  readonly change: number;
  readonly verdicts: readonly ComparisonVerdict[];
}

const BARS: readonly Bar[] = [
  { change: 0, verdicts: ['regression'], most: 0.02 },
  { change: 0, verdicts: ['unchanged'], least: 0.8 },
  { change: 0.02, verdicts: ['regression'], most: 0.07 },
  { change: 0.05, verdicts: ['unchanged', 'improvement'], most: 0.07 },
  { change: 0.08, verdicts: ['regression'], least: 0.94 },
  { change: 0.1, verdicts: ['regression'], least: 0.99 },
];

type Draw = (change: number) => Pair[][];

function judgeAll(name: string, draw: Draw): void {
  console.log(`\n${name}`);
  for (const change of [...new Set(BARS.map((bar) => bar.change))]) {
    const counts = new Map<ComparisonVerdict, number>();
    let launches = 0;
    let mannWhitneyAlarms = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const drawn = draw(change);
      const { verdict, looks } = judgePaired({ launches: drawn, better: 'lower', margin: MARGIN, looks: LOOKS });
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      launches += LOOKS[looks - 1] ?? LAUNCHES;
      const pairs = drawn.flat();
      if (
        mannWhitney(
          pairs.map(([baseline]) => baseline),
          pairs.map(([, candidate]) => candidate),
        ) < 0.05
      )
        mannWhitneyAlarms += 1;
    }
    const share = (verdicts: readonly ComparisonVerdict[]) =>
      verdicts.reduce((sum, verdict) => sum + (counts.get(verdict) ?? 0), 0) / trials;
    const found = (['regression', 'unchanged', 'inconclusive', 'improvement'] as const).map(
      (verdict) => `${verdict} ${share([verdict]).toFixed(3)}`,
    );
    const ours = `${(launches / trials).toFixed(1)} launches`;
    console.log(
      `  +${change * 100} %: ${found.join(', ')}; ${ours}; Mann–Whitney alarms ${(mannWhitneyAlarms / trials).toFixed(3)}`,
    );
    for (const bar of BARS.filter((one) => one.change === change))
      checkShare(bar.verdicts.join(' or '), Math.round(share(bar.verdicts) * trials), trials, bar);
  }
}

function checkFamilies(draw: Draw): void {
  let alarmed = 0;
  const families = Math.floor(trials / 4);
  for (let family = 0; family < families; family += 1) {
    const verdicts = Array.from(
      { length: FAMILY },
      () => judgePaired({ launches: draw(0), better: 'lower', margin: MARGIN, looks: LOOKS }).verdict,
    );
    if (verdicts.includes('regression')) alarmed += 1;
  }
  checkShare('families with a false alarm', alarmed, families, { most: 0.05 });
  console.log(
    `             (in any of ${FAMILY} independent metrics of identical builds, ${families} families, without correction)`,
  );
}

console.log(`${trials} trials each, ${LAUNCHES} launches of ${PAIRS} pairs, margin ${MARGIN * 100} %`);
for (const [position, noise] of MEASURED_NOISE.entries()) {
  const random = seededRandom(position + 1);
  judgeAll(`simulated ${noise.metric}: sd ${noise.launch} between launches, ${noise.block} between blocks`, (change) =>
    drawLaunches(random, noise, change, LAUNCHES, PAIRS),
  );
  if (noise.metric === 'p95') checkFamilies((change) => drawLaunches(random, noise, change, LAUNCHES, PAIRS));
}

const folder = dataFolder();
if (folder === null) console.log('\nrecorded runs skipped: no data (LOADLINE_DATA names the folder)');
else judgeRecorded(join(folder, 'recorded-pairs.jsonl'));

/** Launches of identical builds, drawn with replacement, a random stretch of each; slow-downs are multiplied in. */
function judgeRecorded(file: string): void {
  type Recorded = { readonly injectUs: number; readonly pairs: Readonly<Record<string, readonly Pair[]>> };
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): Recorded => JSON.parse(line));
  const identical = lines.filter((line) => line.injectUs === 0);
  for (const metric of ['mean', 'p50', 'p95']) {
    const random = seededRandom(99);
    judgeAll(
      `recorded ${metric} (training): resampled from ${identical.length} launches of identical builds`,
      (change) =>
        Array.from({ length: LAUNCHES }, () => {
          const pairs = identical[Math.floor(random() * identical.length)]?.pairs[metric] ?? [];
          const from = Math.floor(random() * (pairs.length - PAIRS + 1));
          return pairs
            .slice(from, from + PAIRS)
            .map(([baseline, candidate]): Pair => [baseline, candidate * (1 + change)]);
        }),
    );
  }
}
