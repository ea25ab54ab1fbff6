import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { judgeHistory } from '../../gate/core/decide/judge-history.ts';
import { seededRandom } from '../../gate/core/stats/random.ts';
import { checkShare } from './bar.ts';
import { dataFolder } from './config.ts';
import type { LabelledSeries } from './score-detections.ts';
import { drawNormal } from './simulate/draw.ts';

/*
 * The bars of a candidate against its history: false alarms after confirmation, and power at +10 %, with 40 runs of history and a margin of
 * 5 %. Simulated at a CV of 3 %, and on recorded series, away from every mark, where LOADLINE_DATA names their folder.
 * Prints each bar; exits 1 when one is not reached. Usage: node bench/gate/history.ts [decisions]
 */
const RUNS = 40;
const MARGIN = 0.05;
const CV = 0.03;
const CHANGES = [1, 1.05, 1.1, 1.2];
const decisions = Number(process.argv[2] ?? 3000);
if (!(Number.isInteger(decisions) && decisions >= 500))
  throw new RangeError(`at least 500 decisions are needed, not ${process.argv[2]}`);

interface Recorded {
  readonly history: readonly number[];
  readonly candidate: number;
  readonly confirmation: number;
}

function judgeAll(name: string, cases: readonly Recorded[]): void {
  console.log(`${name}, ${cases.length} decisions`);
  for (const change of CHANGES) {
    const verdicts = cases.map(({ history, candidate, confirmation }) => {
      const changed = { candidate: candidate * change, confirmation: confirmation * change };
      return judgeHistory({ history, ...changed, better: 'lower', margin: MARGIN }).verdict;
    });
    const share = (verdict: string) => verdicts.filter((one) => one === verdict).length / verdicts.length;
    console.log(
      `  ×${change}: regression ${share('regression').toFixed(4)}, unchanged ${share('unchanged').toFixed(3)}, inconclusive ${share('inconclusive').toFixed(3)}`,
    );
    const alarms = verdicts.filter((one) => one === 'regression').length;
    if (change === 1) checkShare('false alarms per decision', alarms, cases.length, { most: 0.005 });
    if (change === 1.1) checkShare('power at +10 %', alarms, cases.length, { least: 0.6 });
  }
}

const random = seededRandom(3);
const draw = () => 100 * Math.exp(CV * drawNormal(random));
judgeAll(
  `simulated, CV ${CV * 100} %`,
  Array.from({ length: decisions }, () => ({
    history: Array.from({ length: RUNS }, draw),
    candidate: draw(),
    confirmation: draw(),
  })),
);

const folder = dataFolder();
if (folder === null) console.log('recorded series skipped: no data (LOADLINE_DATA names the folder)');
else judgeAll('recorded (training), CV between 2 and 4 %', recordedCases(join(folder, 'labelled-series.jsonl.gz')));

/** Stretches of forty-two runs without a mark near; the run after the candidate stands for its confirmation. */
function recordedCases(file: string): readonly Recorded[] {
  const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  return lines
    .map((line): LabelledSeries => JSON.parse(line))
    .flatMap(({ values, marks }) => {
      const everyMark = Object.values(marks).flat();
      const starts = Array.from({ length: Math.floor(values.length / 13) }, (_, count) => count * 13);
      return starts.flatMap((from): readonly Recorded[] => {
        const history = values.slice(from, from + RUNS);
        const [candidate, confirmation] = values.slice(from + RUNS, from + RUNS + 2);
        const isMarked = everyMark.some((mark) => mark >= from && mark <= from + RUNS + 6);
        if (candidate === undefined || confirmation === undefined || isMarked || !isOfInterest(history)) return [];
        return [{ history, candidate, confirmation }];
      });
    });
}

function isOfInterest(history: readonly number[]): boolean {
  const mean = history.reduce((sum, value) => sum + value, 0) / history.length;
  const variance = history.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (history.length - 1);
  const cv = Math.sqrt(variance) / mean;
  return Math.min(...history) > 0 && cv > 0.02 && cv < 0.04;
}
