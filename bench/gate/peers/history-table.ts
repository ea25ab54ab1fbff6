import { judgeHistory } from '../../../gate/core/decide/judge-history.ts';
import { seededRandom } from '../../../gate/core/stats/random.ts';
import type { LabelledSeries } from '../score-detections.ts';
import { drawNormal } from '../simulate/draw.ts';
import { ratioToPrevious } from './action-benchmark.ts';
import { printAlarms, shareOf } from './alarm-table.ts';
import { type BencherTest, bencherLimits } from './bencher.ts';
import { labelledSeries } from './recorded-data.ts';

const RUNS = 40;
const MARGIN = 0.05;
const CV = 0.03;
const CHANGES = [1, 1.05, 1.1, 1.2];

interface Decision {
  readonly history: readonly number[];
  readonly candidate: number;
  readonly confirmation: number;
}

/** Whether one run is called worse than the history before it. */
type Alarm = (history: readonly number[], candidate: number) => boolean;

/** t-test .99 as in Bencher's guide, and the same confidence for its siblings; 10 %; Tukey's far fence of 3 for quartiles; a limit once set by hand. */
const BENCHER: readonly (readonly [string, Alarm])[] = (
  [
    ['percentage', 0.1],
    ['z-score', 0.99],
    ['t-test', 0.99],
    ['log-normal', 0.99],
    ['iqr', 3],
    ['delta-iqr', 3],
  ] satisfies readonly (readonly [BencherTest, number])[]
).map(([test, boundary]) => [
  `Bencher, ${test} ${boundary}`,
  (history, candidate) => candidate > (bencherLimits(test, history, boundary)?.upper ?? Number.POSITIVE_INFINITY),
]);

const PEERS: readonly (readonly [string, Alarm])[] = [
  ['github-action-benchmark, 110 %', toPrevious(1.1)],
  ['github-action-benchmark, 200 % (its default)', toPrevious(2)],
  [
    'Bencher, static, 110 % of the oldest run',
    ([oldest = 0], candidate) => candidate > (bencherLimits('static', [oldest], 1.1 * oldest)?.upper ?? 0),
  ],
  ...BENCHER,
];

function toPrevious(threshold: number): Alarm {
  return (history, candidate) => ratioToPrevious(history.at(-1) ?? 0, candidate, 'lower') > threshold;
}

/** False alarms and power of one decision against forty earlier runs, with one run of the candidate and when a second must alarm too. */
export function historyTable(folder: string | null, decisions: number): void {
  const random = seededRandom(3);
  const draw = () => 100 * Math.exp(CV * drawNormal(random));
  const simulated = Array.from({ length: decisions }, () => ({
    history: Array.from({ length: RUNS }, draw),
    candidate: draw(),
    confirmation: draw(),
  }));
  compareRules(`history of ${RUNS} runs, simulated at a CV of ${CV * 100} %`, simulated);
  if (folder === null) console.log('\nhistory, recorded: skipped: no data (LOADLINE_DATA names the folder)');
  else compareRules(`history of ${RUNS} runs, recorded (training)`, labelledSeries(folder).flatMap(decisionsOf));
}

/** Stretches of forty-two runs of which none lies near anybody's mark; the last run stands for the confirmation of the one before. */
function decisionsOf({ values, marks }: LabelledSeries): readonly Decision[] {
  const everyMark = Object.values(marks).flat();
  const starts = Array.from({ length: Math.floor(values.length / 13) }, (_, count) => count * 13);
  return starts.flatMap((from): readonly Decision[] => {
    const history = values.slice(from, from + RUNS);
    const [candidate, confirmation] = values.slice(from + RUNS, from + RUNS + 2);
    const isMarked = everyMark.some((mark) => mark >= from && mark <= from + RUNS + 6);
    if (candidate === undefined || confirmation === undefined || isMarked) return [];
    return Math.min(...history, candidate, confirmation) > 0 ? [{ history, candidate, confirmation }] : [];
  });
}

function compareRules(title: string, decisions: readonly Decision[]): void {
  const ours = CHANGES.map((change) =>
    shareOf(
      decisions.map(({ history, candidate, confirmation }) => {
        const changed = { candidate: candidate * change, confirmation: confirmation * change };
        return judgeHistory({ history, ...changed, better: 'lower', margin: MARGIN }).verdict === 'regression';
      }),
    ),
  );
  const once = (alarm: Alarm) =>
    CHANGES.map((change) => shareOf(decisions.map(({ history, candidate }) => alarm(history, candidate * change))));
  const twice = (alarm: Alarm) =>
    CHANGES.map((change) =>
      shareOf(
        decisions.map(
          ({ history, candidate, confirmation }) =>
            alarm(history, candidate * change) && alarm(history, confirmation * change),
        ),
      ),
    );
  const names = ['A/A', '+5 %', '+10 %', '+20 %'];
  printAlarms(
    `${title}, ${decisions.length} decisions: share of "worse", then with a second run that must agree`,
    [...names, ...names.map((name) => `${name} ×2`)],
    [
      ['Loadline, margin 5 %', [null, null, null, null, ...ours]],
      ...PEERS.map(([name, alarm]) => [name, [...once(alarm), ...twice(alarm)]] as const),
    ],
  );
}
