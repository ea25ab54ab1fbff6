import { type ComparisonJudgement, judgeComparison } from '../../gate/core/decide/judge-comparison.ts';
import { seededRandom } from '../../gate/core/stats/random.ts';
import { checkShare } from './bar.ts';
import { drawComparison, type MadeComparison, madePlan } from './simulate/made-comparison.ts';

/*
 * The bars of whole comparisons, launch by launch as a run would take them: families of 20 primary metrics of identical builds, power among
 * them, and error rates. Prints each bar with its interval; exits 1 when an interval lies beyond. Usage: node bench/gate/comparison.ts [trials]
 */
const trials = Number(process.argv[2] ?? 400);
if (!(Number.isInteger(trials) && trials >= 200))
  throw new RangeError(`at least 200 trials are needed, not ${process.argv[2]}`);
const FAMILY = 20;
const MOST_LAUNCHES = 5;
/** Those of gate.md's bars, and those that `loadline compare` takes. */
const PLANS = [
  [3, 4, 5],
  [1, 2, 3, 4, 5],
];

/** Change of one metric, an outcome, and how often there may be one. */
const CHANGES = [
  [0.02, 'fail', { most: 0.07 }],
  [0.05, 'pass', { most: 0.07 }],
  [0.08, 'fail', { least: 0.94 }],
  [0.1, 'fail', { least: 0.99 }],
] as const;

/** Looks at a comparison after each launch until it is decided. */
function judgeAll(made: MadeComparison, seed: number, looks = PLANS[0]): readonly ComparisonJudgement[] {
  const random = seededRandom(seed);
  const plan = madePlan(made, looks);
  return Array.from({ length: trials }, () => {
    const launches = drawComparison(random, made, MOST_LAUNCHES);
    for (let taken = 1; ; taken += 1) {
      const judgement = judgeComparison({ plan, launches: launches.slice(0, taken), problems: [] });
      if (judgement.isDecided) return judgement;
    }
  });
}

const verdictsOf = (judgements: readonly ComparisonJudgement[], metric: string) =>
  judgements.map(({ metrics }) => metrics.find((one) => one.metric === metric)?.comparison.verdict);
const count = <Item>(items: readonly Item[], wanted: NoInfer<Item>) => items.filter((item) => item === wanted).length;
const outcomes = (judgements: readonly ComparisonJudgement[]) => judgements.map(({ outcome }) => outcome);

for (const looks of PLANS) {
  console.log(
    `\nlooks after ${looks.join(', ')} launches, families of ${FAMILY} primary metrics and the error rate, ${trials} comparisons`,
  );
  const identical = judgeAll({ metrics: FAMILY, change: 0, failing: [0, 0] }, 11, looks);
  console.log('  identical builds');
  checkShare('families with a false alarm', count(outcomes(identical), 'fail'), trials, { most: 0.05 });
  const verdicts = Array.from({ length: FAMILY }, (_, position) => verdictsOf(identical, `m${position}`)).flat();
  checkShare('false alarms per metric', count(verdicts, 'regression'), verdicts.length, { most: 0.02 });
  checkShare('unchanged per metric', count(verdicts, 'unchanged'), verdicts.length, { least: 0.8 });
  const passed = (count(outcomes(identical), 'pass') / trials).toFixed(3);
  console.log(
    `             whole families that pass within ${MOST_LAUNCHES} launches: ${passed}; the others are undecided`,
  );
  for (const [change, outcome, bar] of CHANGES) {
    const changed = judgeAll({ metrics: FAMILY, change, failing: [0, 0] }, 12, looks);
    checkShare(`p50 ${change * 100} % slower: outcome ${outcome}`, count(outcomes(changed), outcome), trials, bar);
  }
}

console.log('error rates beside two metrics');
const rates = (failing: readonly [number, number], burst: number, seed: number) =>
  judgeAll({ metrics: 2, change: 0, failing, burst }, seed);
for (const burst of [0, 1.5]) {
  const name = burst === 0 ? 'independent failures' : 'failures in bursts';
  const regressions = (failing: readonly [number, number], seed: number) =>
    count(verdictsOf(rates(failing, burst, seed), 'error-rate'), 'regression');
  checkShare(`${name}, 1 in 50,000 on both sides: false alarms`, regressions([2e-5, 2e-5], 21), trials, { most: 0.02 });
  checkShare(`${name}, .2 % on both sides: false alarms`, regressions([0.002, 0.002], 22), trials, { most: 0.02 });
  checkShare(`${name}, from 0 to .5 %: found`, regressions([0, 0.005], 23), trials, { least: 0.9 });
}
const none = verdictsOf(rates([0, 0], 0, 24), 'error-rate');
checkShare('no failures at all: unchanged', count(none, 'unchanged'), trials, { least: 1 });
