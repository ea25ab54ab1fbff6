import { detectChanges } from '../../../gate/core/decide/detect.ts';
import { seededRandom } from '../../../gate/core/stats/random.ts';
import { scoreDetections } from '../score-detections.ts';
import { drawAutoregressive } from '../simulate/draw.ts';
import { printAlarms } from './alarm-table.ts';
import { askOtava, OTAVA_DEFAULT_P } from './otava.ts';
import type { PeerTool } from './peer-tool.ts';
import { perfherderChanges } from './perfherder.ts';
import { labelledSeries } from './recorded-data.ts';

const RUNS = 400;
const CV = 0.03;

type Found = readonly (readonly number[])[];
type Detector = (series: readonly (readonly number[])[]) => Found;

const loadline: Detector = (series) =>
  series.map((values) => detectChanges(values, 'lower').changePoints.map(({ index }) => index));

/** What each detector finds in noise of no, little and much autocorrelation, and how it does on series that people labelled. */
export function changePointTable(folder: string | null, histories: number, otava: PeerTool): void {
  const byOtava = (p: number): Detector | null =>
    otava.kind === 'ready' ? (series) => askOtava(otava.path, series, p) : null;
  const detectors: readonly (readonly [string, Detector | null])[] = [
    ['Loadline', loadline],
    ['Otava, defaults (p .001)', byOtava(OTAVA_DEFAULT_P)],
    ['Otava, p 1e-6', byOtava(1e-6)],
    ['Perfherder, defaults (t 7, 2 %)', (series) => series.map((values) => perfherderChanges(values))],
  ];
  const random = seededRandom(2026);
  const noise = [0, 0.3, 0.6].map((correlation) =>
    Array.from({ length: histories }, () =>
      drawAutoregressive(random, RUNS, correlation).map((value) => Math.exp(CV * value)),
    ),
  );
  printAlarms(
    `change points in noise, ${histories} histories of ${RUNS} runs: false points per 1,000 runs, then share of histories flagged, at AR(1) 0, .3, .6`,
    ['0', '.3', '.6', '0', '.3', '.6'],
    detectors.map(([name, detect]) => {
      const found = noise.map((series) => detect?.(series) ?? null);
      const perThousand = found.map((one) => (one === null ? null : (one.flat().length / histories / RUNS) * 1000));
      const flagged = found.map((one) =>
        one === null ? null : one.filter((points) => points.length > 0).length / histories,
      );
      return [name, [...perThousand, ...flagged]];
    }),
  );
  if (folder === null) {
    console.log('\nchange points, labelled series: skipped: no data (LOADLINE_DATA names the folder)');
    return;
  }
  const labelled = labelledSeries(folder);
  const series = labelled.map(({ values }) => values);
  printAlarms(
    `change points, ${labelled.length} labelled series (training): against the majority of the annotators`,
    ['F1', 'precision', 'recall', 'false/1,000'],
    detectors.map(([name, detect]) => {
      if (detect === null) return [name, [null, null, null, null]];
      const { f1, precision, recall, falsePer1000 } = scoreDetections(labelled, detect(series));
      return [name, [f1, precision, recall, falsePer1000]];
    }),
  );
}
