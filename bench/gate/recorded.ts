import { judgePaired, type Pair } from '../../gate/core/decide/judge-paired.ts';
import { changeOfPairs } from '../../gate/core/decide/launch-change.ts';
import type { ComparisonVerdict } from '../../gate/core/model/comparison.ts';
import { seededRandom } from '../../gate/core/stats/random.ts';
import { median } from '../../gate/core/stats/sample-quantile.ts';
import { studentQuantile } from '../../gate/core/stats/student-t.ts';
import { checkFigure, checkShare } from './bar.ts';
import { dataFolder } from './config.ts';
import { type RecordedLaunch, recordedLaunches } from './peers/recorded-data.ts';

/*
 * Recorded launches of two real servers (LOADLINE_DATA names their folder), put together to groups of five: a table of what was injected against
 * what was said, and what one minute of load can show. Exits 1 when the interval of a figure lies beyond its bar.
 * Usage: node bench/gate/recorded.ts [groups]
 */
const GROUPS = Number(process.argv[2] ?? 1000);
if (!(Number.isInteger(GROUPS) && GROUPS >= 200)) throw new RangeError(`at least 200 groups, not ${process.argv[2]}`);
const LAUNCHES = 5;
const PAIRS = 16;
const MARGIN = 0.05;
const METRICS = ['mean', 'p50', 'p95'] as const;
const VERDICTS: readonly ComparisonVerdict[] = ['regression', 'inconclusive', 'unchanged', 'improvement', 'invalid'];
/** Microseconds of busy loop, about how much of p50 they are, and what must be said how often. */
const INJECTED = [
  { us: 0, about: 'identical', verdict: 'regression', bar: { most: 0.02 } },
  { us: 0, about: 'identical', verdict: 'unchanged', bar: { least: 0.8 } },
  { us: 12, about: '+5 %', verdict: 'improvement', bar: { most: 0.02 } },
  { us: 20, about: '+8 %', verdict: 'regression', bar: { least: 0.94 } },
  { us: 30, about: '+12 %', verdict: 'regression', bar: { least: 0.99 } },
] as const;

/** Minimum detectable effect within one launch; the mean has no bar. */
const BARS_WITHIN = { mean: null, p50: { most: 0.015 }, p95: { most: 0.05 } } as const;

const folder = dataFolder();
if (folder === null) console.log('skipped: no data (LOADLINE_DATA names the folder)');
else {
  const recorded = recordedLaunches(folder);
  console.log(
    `training: groups of ${LAUNCHES} launches × ${PAIRS} pairs, drawn with replacement, margin ${MARGIN * 100} %`,
  );
  for (const looks of [[LAUNCHES], [3, 4, 5]]) confusion(recorded, looks);
  withinLaunch(recorded.filter(({ injectUs }) => injectUs === 0));
}

function confusion(recorded: readonly RecordedLaunch[], looks: readonly number[]): void {
  console.log(`\nlooks after ${looks.join(', ')} launches`);
  console.log(`  injected    metric   ${VERDICTS.map((verdict) => verdict.padStart(13)).join('')}`);
  for (const us of new Set(INJECTED.map((one) => one.us))) {
    const launches = recorded.filter(({ injectUs }) => injectUs === us);
    for (const metric of METRICS) {
      const random = seededRandom(1000 * us + metric.length);
      const verdicts = Array.from({ length: GROUPS }, () => {
        const group = Array.from({ length: LAUNCHES }, () => stretchOf(launches, metric, random));
        return judgePaired({ launches: group, better: 'lower', margin: MARGIN, looks }).verdict;
      });
      const said = (verdict: ComparisonVerdict) => verdicts.filter((one) => one === verdict).length;
      const cells = VERDICTS.map((verdict) => (said(verdict) / GROUPS).toFixed(3).padStart(13)).join('');
      const about = INJECTED.find((one) => one.us === us)?.about ?? '';
      console.log(`  ${`${us} µs ${about}`.padEnd(18)}${metric.padEnd(5)}${cells}   of ${launches.length} launches`);
      // What was injected is known for p50; the tail and the mean of another program may change by less.
      if (us > 0 && metric !== 'p50') continue;
      for (const { verdict, bar } of INJECTED.filter((one) => one.us === us)) {
        checkShare(`${metric} ${verdict}`, said(verdict), GROUPS, bar);
      }
    }
  }
}

function stretchOf(launches: readonly RecordedLaunch[], metric: string, random: () => number): readonly Pair[] {
  const pairs = launches[Math.floor(random() * launches.length)]?.pairs[metric] ?? [];
  const from = Math.floor(random() * (pairs.length - PAIRS + 1));
  return pairs.slice(from, from + PAIRS);
}

/** What 60 s of load at 500 requests a second show within one launch, and all in all. */
function withinLaunch(identical: readonly RecordedLaunch[]): void {
  console.log(
    '\nminimum detectable effect of 60 s at 500 requests/s, one launch by itself, and five launches together',
  );
  for (const metric of METRICS) {
    const changes = identical.map(({ pairs }) => changeOfPairs((pairs[metric] ?? []).slice(0, 30), 'lower'));
    const within = changes.map(({ error, pairs }) => detectable(error, pairs - 1));
    const bar = BARS_WITHIN[metric];
    const what = `${metric}, within a launch (median of ${changes.length})`;
    if (bar === null) console.log(`             ${what} ${median(within).toPrecision(3)}`);
    else checkFigure(what, median(within), bar);
    const between = Math.sqrt(changes.reduce((sum, { change }) => sum + change ** 2, 0) / changes.length);
    const total = detectable(between / Math.sqrt(LAUNCHES), LAUNCHES - 1);
    console.log(
      `             ${metric}, ${LAUNCHES} launches, their spread of ${between.toFixed(4)} included: ${total.toPrecision(3)}`,
    );
  }
}

function detectable(error: number, degrees: number): number {
  return Math.expm1((studentQuantile(0.95, degrees) + studentQuantile(0.8, degrees)) * error);
}
