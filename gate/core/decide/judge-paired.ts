import type { Comparison, ComparisonVerdict } from '../model/comparison.ts';
import type { Direction } from '../model/series.ts';
import type { Warning } from '../model/verdict.ts';
import { pairedLocation } from '../stats/hodges-lehmann.ts';
import { lookLevels } from '../stats/spending.ts';
import { studentCdf, studentQuantile } from '../stats/student-t.ts';
import { judgeZeros, withoutSize } from './paired-with-zero.ts';
import { relativeChange, worsening } from './relative-change.ts';

/** All looks together err with this probability, to either side. */
const ALPHA = 0.05;

/** Power with which the minimum detectable effect is stated. */
const POWER = 0.8;

/** Launches from which on their own spread is believed; below, the calibrated one is added. */
const FEWEST_LAUNCHES = 3;

/** Standard deviation between launches of identical builds, in logarithms, where none was calibrated. */
const DEFAULT_LAUNCH_SPREAD = 0.015;

/** Baseline and candidate of one block, under the same conditions. */
export type Pair = readonly [number, number];

/** Launches of both sides in order, each with its pairs. */
export interface PairedQuestion {
  readonly launches: readonly (readonly Pair[])[];
  readonly better: Direction;
  /** Smallest relative change that matters. */
  readonly margin: number;
  /** Numbers of launches at which the data are looked at, rising; left out: once, at all of them. */
  readonly looks?: readonly number[];
  readonly launchSpread?: number;
}

/**
 * Baseline against candidate, interleaved. Each launch gives one estimate (Hodges–Lehmann over the log-ratios of its pairs); the
 * launch is the observation, with t of k − 1 degrees. Regression: surely worse, and by the margin; unchanged: surely not worse by the margin;
 * improvement mirrors regression. In prose: docs/statistics.md.
 */
export function judgePaired(question: PairedQuestion): Comparison {
  const { launches, better, margin, launchSpread = DEFAULT_LAUNCH_SPREAD } = question;
  const used = launches.filter((pairs) => pairs.length > 0);
  if (used.length === 0) return withoutSize('invalid', 'there are no pairs', 0, 1 - ALPHA);
  const onZero = judgeZeros(used.flat(), better, 1 - ALPHA);
  if (onZero !== null) return onZero;
  const differences = used.map((pairs) =>
    pairs.map(([baseline, candidate]) => (baseline === candidate ? 0 : worsening(baseline, candidate, better))),
  );
  const looks = looksWithin(question.looks, used.length);
  const levels = lookLevels(looks.planned, ALPHA);
  let taken = 0;
  let comparison: Comparison;
  do {
    const alpha = levels[taken] ?? ALPHA;
    comparison = look(differences.slice(0, looks.taken[taken]), {
      better,
      margin,
      launchSpread,
      alpha,
      looks: taken + 1,
    });
    taken += 1;
  } while (taken < looks.taken.length && comparison.verdict === 'inconclusive');
  return comparison;
}

/** The looks as planned, and how many launches each of those taken so far has; a plan that was not carried out has its last look early. */
function looksWithin(planned: readonly number[] | undefined, launches: number) {
  if (planned === undefined) return { planned: [launches], taken: [launches] };
  const reached = planned.filter((count) => count <= launches);
  return { planned, taken: reached.length === 0 ? [launches] : reached };
}

interface LookRule {
  readonly better: Direction;
  readonly margin: number;
  readonly launchSpread: number;
  readonly alpha: number;
  readonly looks: number;
}

function look(
  launches: readonly (readonly number[])[],
  { better, margin, launchSpread, alpha, looks }: LookRule,
): Comparison {
  const estimates = launches.map(pairedLocation);
  const estimate = meanOf(estimates);
  const { error, degrees } =
    estimates.length >= FEWEST_LAUNCHES ? spreadOf(estimates) : assumedSpread(launches, launchSpread);
  const half = studentQuantile(1 - alpha, degrees) * error;
  const [lower, upper] = [estimate - half, estimate + half];
  const threshold = Math.log1p(margin);
  if (!Number.isFinite(Math.exp(upper - lower + Math.abs(estimate)))) {
    return withoutSize(
      'invalid',
      'the values of the two sides lie too far apart to be of one metric',
      countOf(launches),
      1 - alpha,
    );
  }
  const verdict = decide(estimate, lower, upper, threshold);
  const change = (worse: number) => relativeChange(worse, better);
  const warnings: Warning[] = [];
  if (estimates.length < FEWEST_LAUNCHES) {
    const message = `${estimates.length} of at least ${FEWEST_LAUNCHES} launches: their spread is assumed, not measured`;
    warnings.push({ code: 'FEW_LAUNCHES', message });
  }
  if (verdict === 'unchanged' && lower <= -threshold) {
    warnings.push({ code: 'MAYBE_IMPROVED', message: 'not worse; whether it is better, these data do not say' });
  }
  return {
    verdict,
    reason: inWords(verdict, change(estimate), [change(lower), change(upper)], margin),
    estimate: change(estimate),
    interval: [change(lower), change(upper)],
    level: 1 - alpha,
    mde: Math.expm1((studentQuantile(1 - alpha, degrees) + studentQuantile(POWER, degrees)) * error),
    n: countOf(launches),
    looks,
    pValue: error > 0 ? studentCdf(-estimate / error, degrees) : estimate > 0 ? 0 : 1,
    warnings,
  };
}

function decide(estimate: number, lower: number, upper: number, threshold: number): ComparisonVerdict {
  if (lower > 0 && estimate >= threshold) return 'regression';
  if (upper < 0 && estimate <= -threshold) return 'improvement';
  return upper < threshold ? 'unchanged' : 'inconclusive';
}

/** What the launches themselves show: their standard deviation over √k. */
function spreadOf(estimates: readonly number[]) {
  const mean = meanOf(estimates);
  const squares = estimates.reduce((sum, estimate) => sum + (estimate - mean) ** 2, 0);
  const degrees = estimates.length - 1;
  return { error: Math.sqrt(squares / degrees / estimates.length), degrees };
}

/** The spread within launches plus the calibrated one between them, which one launch cannot show. */
function assumedSpread(launches: readonly (readonly number[])[], launchSpread: number) {
  const degrees = Math.max(1, countOf(launches) - launches.length);
  const within = meanOf(launches.map((pairs) => (pairs.length > 1 ? spreadOf(pairs).error ** 2 : 0)));
  return { error: Math.sqrt((launchSpread ** 2 + within) / launches.length), degrees };
}

function countOf(launches: readonly (readonly unknown[])[]): number {
  return launches.reduce((sum, pairs) => sum + pairs.length, 0);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function inWords(
  verdict: ComparisonVerdict,
  estimate: number,
  [lower, upper]: readonly [number, number],
  margin: number,
): string {
  const percent = (change: number) => `${change >= 0 ? '+' : '−'}${Number(Math.abs(change * 100).toPrecision(2))} %`;
  const found = `${percent(estimate)} (${percent(lower)} to ${percent(upper)}; positive is worse), margin ${Number((margin * 100).toPrecision(3))} %`;
  return verdict === 'inconclusive' ? `${found}: more launches are needed` : found;
}
