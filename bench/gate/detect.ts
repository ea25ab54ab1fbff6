import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { detectChanges } from '../../gate/core/decide/detect.ts';
import { seededRandom } from '../../gate/core/stats/random.ts';
import { checkFigure, checkShare } from './bar.ts';
import { dataFolder } from './config.ts';
import { type LabelledSeries, scoreDetections } from './score-detections.ts';
import { drawAutoregressive } from './simulate/draw.ts';

/*
 * The bars of change points: histories of noise, the delay until a step is seen, and, where LOADLINE_DATA names their folder,
 * series that people labelled. Prints each bar; exits 1 when one is not reached. Usage: node bench/gate/detect.ts [histories]
 */
const histories = Number(process.argv[2] ?? 400);
if (!(Number.isInteger(histories) && histories >= 50))
  throw new RangeError(`at least 50 histories are needed, not ${process.argv[2]}`);
const RUNS = 400;
const CV = 0.03;
const random = seededRandom(2026);
const noise = (runs: number, correlation: number) =>
  drawAutoregressive(random, runs, correlation).map((value) => Math.exp(CV * value));

for (const correlation of [0, 0.3, 0.6]) {
  let flagged = 0;
  let labelled = 0;
  let points = 0;
  for (let count = 0; count < histories; count += 1) {
    const { changePoints, autocorrelated } = detectChanges(noise(RUNS, correlation), 'lower');
    if (changePoints.length > 0) flagged += 1;
    if (autocorrelated) labelled += 1;
    points += changePoints.length;
  }
  const name = `AR(1) ${correlation}, ${histories} histories of ${RUNS} runs`;
  checkShare(`${name}, flagged`, flagged, histories, { most: correlation > 0.3 ? 0.2 : 0.05 });
  if (correlation > 0.3) checkShare(`${name}, labelled autocorrelated`, labelled, histories, { least: 1 });
  else checkFigure(`${name}, false points per 1,000 runs`, (points / histories / RUNS) * 1000, { most: 0.5 });
}

const delays = Array.from({ length: histories }, () => {
  const values = noise(80, 0).map((value, run) => (run >= 60 ? value * 1.1 : value));
  const seenAfter = Array.from({ length: 20 }, (_, more) => more + 1).find((more) =>
    detectChanges(values.slice(0, 60 + more), 'lower').changePoints.some(({ index }) => Math.abs(index - 60) <= 5),
  );
  return seenAfter ?? 21;
}).sort((one, other) => one - other);
checkFigure('+10 % at a CV of 3 %, median delay in runs', delays[Math.floor(histories / 2)] ?? 21, { most: 6 });

const folder = dataFolder();
if (folder === null) console.log('skipped  labelled series: no data (LOADLINE_DATA names the folder)');
else judgeLabelled(join(folder, 'labelled-series.jsonl.gz'));

function judgeLabelled(file: string): void {
  const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  const labelled = lines.map((line): LabelledSeries => JSON.parse(line));
  const started = performance.now();
  const found = labelled.map(({ better, values }) =>
    detectChanges(values, better).changePoints.map(({ index }) => index),
  );
  const seconds = (performance.now() - started) / 1000;
  const all = scoreDetections(labelled, found);
  for (const half of [0, 1]) {
    const isHalf = (_: unknown, position: number) => position % 2 === half;
    const { f1, precision, recall } = scoreDetections(labelled.filter(isHalf), found.filter(isHalf));
    console.log(
      `         training, every other series: F1 ${f1.toFixed(3)}, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
    );
  }
  checkFigure(`training, ${labelled.length} labelled series, majority-F1`, all.f1, { least: 0.75 });
  checkFigure('training, false points per 1,000 runs', all.falsePer1000, { most: 0.5 });
  console.log(`         ${labelled.length} series in ${seconds.toFixed(1)} s`);
}
