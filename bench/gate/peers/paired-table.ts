import { judgePaired, type Pair } from '../../../gate/core/decide/judge-paired.ts';
import { type Random, seededRandom } from '../../../gate/core/stats/random.ts';
import { drawLaunches, MEASURED_NOISE } from '../simulate/paired-scenarios.ts';
import { ratioToPrevious } from './action-benchmark.ts';
import { printAlarms, shareOf } from './alarm-table.ts';
import { askBenchstat } from './benchstat.ts';
import type { PeerTool } from './peer-tool.ts';
import { type RecordedLaunch, recordedLaunches } from './recorded-data.ts';

const LAUNCHES = 5;
const PAIRS = 16;
const MARGIN = 0.05;
const CHANGES = [0, 0.02, 0.05, 0.08, 0.1, 0.12];

interface Column {
  readonly name: string;
  readonly groups: readonly (readonly (readonly Pair[])[])[];
}

/** Share of "the candidate is worse" among groups of launches of two sides, driven together: ours and the peers' on the same numbers. */
export function pairedTable(folder: string | null, trials: number, benchstat: PeerTool): void {
  for (const [position, noise] of MEASURED_NOISE.entries()) {
    const columns = CHANGES.map((change): Column => {
      const random = seededRandom(position + 1);
      const draw = () => drawLaunches(random, noise, change, LAUNCHES, PAIRS);
      return { name: nameOf(change), groups: Array.from({ length: trials }, draw) };
    });
    compareRules(`interleaved pairs, simulated ${noise.metric}`, columns, benchstat);
  }
  if (folder === null) {
    console.log('\ninterleaved pairs, recorded: skipped: no data (LOADLINE_DATA names the folder)');
    return;
  }
  const launches = recordedLaunches(folder);
  for (const metric of ['mean', 'p50', 'p95']) {
    compareRules(
      `interleaved pairs, recorded ${metric} (training)`,
      recordedColumns(launches, metric, trials),
      benchstat,
    );
  }
}

/** Identical builds as they were, the same made slower by a factor, and builds that were slower when they were measured. */
function recordedColumns(launches: readonly RecordedLaunch[], metric: string, trials: number): readonly Column[] {
  const column = (name: string, injectUs: number, change: number): Column => {
    const random = seededRandom(99);
    const drawn = launches.filter((launch) => launch.injectUs === injectUs);
    return {
      name,
      groups: Array.from({ length: trials }, () =>
        Array.from({ length: LAUNCHES }, () => stretchOf(random, drawn, metric, change)),
      ),
    };
  };
  const injected = [...new Set(launches.map(({ injectUs }) => injectUs))].filter((us) => us > 0).sort((a, b) => a - b);
  return [
    ...CHANGES.map((change) => column(nameOf(change), 0, change)),
    ...injected.map((us) => column(`${us} µs`, us, 0)),
  ];
}

function stretchOf(random: Random, launches: readonly RecordedLaunch[], metric: string, change: number): Pair[] {
  const pairs = launches[Math.floor(random() * launches.length)]?.pairs[metric] ?? [];
  const from = Math.floor(random() * (pairs.length - PAIRS + 1));
  return pairs.slice(from, from + PAIRS).map(([baseline, candidate]): Pair => [baseline, candidate * (1 + change)]);
}

function compareRules(title: string, columns: readonly Column[], benchstat: PeerTool): void {
  const judged = (rule: (group: readonly (readonly Pair[])[]) => boolean) =>
    columns.map(({ groups }) => shareOf(groups.map(rule)));
  const isRegression = (looks: readonly number[]) => (launches: readonly (readonly Pair[])[]) =>
    judgePaired({ launches, better: 'lower', margin: MARGIN, looks }).verdict === 'regression';
  const isRatioAbove = (threshold: number) => (launches: readonly (readonly Pair[])[]) => {
    const { baseline, candidate } = sidesOf(launches);
    return ratioToPrevious(meanOf(baseline), meanOf(candidate), 'lower') > threshold;
  };
  const byBenchstat = (path: string) =>
    columns.map(({ groups }) =>
      shareOf(askBenchstat(path, groups.map(sidesOf)).map(({ change }) => (change ?? 0) > 0)),
    );
  printAlarms(
    `${title}, ${LAUNCHES} launches of ${PAIRS} pairs: share of "slower"`,
    columns.map(({ name }) => name),
    [
      ['Loadline, margin 5 %, looks after 3, 4, 5 launches', judged(isRegression([3, 4, 5]))],
      ['Loadline, margin 5 %, one look', judged(isRegression([LAUNCHES]))],
      [
        'benchstat, all pairs a side',
        benchstat.kind === 'ready' ? byBenchstat(benchstat.path) : columns.map(() => null),
      ],
      ['github-action-benchmark, 105 %, means', judged(isRatioAbove(1.05))],
      ['the same at 110 %; Bencher, percentage 10 %', judged(isRatioAbove(1.1))],
    ],
  );
}

function sidesOf(launches: readonly (readonly Pair[])[]) {
  const pairs = launches.flat();
  return { baseline: pairs.map(([baseline]) => baseline), candidate: pairs.map(([, candidate]) => candidate) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function nameOf(change: number): string {
  return change === 0 ? 'A/A' : `+${change * 100} %`;
}
