import type { Comparison, ComparisonVerdict } from '../model/comparison.ts';
import type { Direction } from '../model/series.ts';
import type { Warning } from '../model/verdict.ts';
import { studentCdf, studentQuantile } from '../stats/student-t.ts';
import type { LaunchChange } from './launch-change.ts';
import { withoutSize } from './paired-with-zero.ts';
import { relativeChange } from './relative-change.ts';

/** Power with which the minimum detectable effect is stated. */
const POWER = 0.8;

/** Launches from which on their own spread is believed; below, the calibrated one is added. */
export const FEWEST_LAUNCHES = 3;

/** Noisy machines are so many times as noisy as is assumed: what ends a comparison before its launches have shown their spread must be plain on them, too. */
const EARLY_FACTOR = 3;

/** The spread between launches that a look assumes which has too few to see it; more where further launches are planned that would show it. */
export function assumedAt(launchSpread: number, launches: number, planned: readonly number[]): number {
  const isEarly = launches < FEWEST_LAUNCHES && (planned.at(-1) ?? launches) >= FEWEST_LAUNCHES;
  return isEarly ? launchSpread * EARLY_FACTOR : launchSpread;
}

/** One look at launches: how, and with which error of each bound. */
export interface LookRule {
  readonly better: Direction;
  /** Smallest relative change that matters. */
  readonly margin: number;
  /** Standard deviation between launches of identical builds, in logarithms. */
  readonly launchSpread: number;
  readonly alpha: number;
  /** How many looks this is, counted from 1. */
  readonly looks: number;
}

/**
 * Judges at least one launch. The launch is the observation: the mean over launches with t of k − 1 degrees over them; with fewer than three,
 * with the spread assumed between launches added to that within them. Regression: surely worse, and by the margin; unchanged: surely not
 * worse by the margin; improvement mirrors regression.
 */
export function judgeLaunches(launches: readonly LaunchChange[], rule: LookRule): Comparison {
  const { better, margin, alpha, looks } = rule;
  const n = launches.reduce((sum, { pairs }) => sum + pairs, 0);
  const estimate = launches.reduce((sum, { change }) => sum + change, 0) / launches.length;
  const { error, degrees } =
    launches.length >= FEWEST_LAUNCHES ? spreadOf(launches, estimate) : assumedSpread(launches, rule.launchSpread);
  const half = studentQuantile(1 - alpha, degrees) * error;
  const [lower, upper] = [estimate - half, estimate + half];
  if (!Number.isFinite(Math.exp(upper - lower + Math.abs(estimate)))) {
    const reason = 'the values of the two sides lie too far apart to be of one metric';
    return withoutSize('invalid', reason, n, 1 - alpha);
  }
  if (launches.length < FEWEST_LAUNCHES && launches.every(({ pairs }) => pairs < 2)) {
    const reason = 'one pair does not show how far pairs lie apart: more pairs or launches are needed';
    return withoutSize('inconclusive', reason, n, 1 - alpha);
  }
  const threshold = Math.log1p(margin);
  const verdict = decide(estimate, lower, upper, threshold);
  const change = (worse: number) => relativeChange(worse, better);
  const warnings: Warning[] = [];
  if (launches.length < FEWEST_LAUNCHES) {
    const message = `${launches.length} of at least ${FEWEST_LAUNCHES} launches: their spread is assumed, not measured`;
    warnings.push({ code: 'FEW_LAUNCHES', message });
  }
  if (verdict === 'unchanged' && lower <= -threshold) {
    warnings.push({ code: 'MAYBE_IMPROVED', message: 'not worse; whether it is better, these data do not say' });
  }
  const interval: readonly [number, number] = [change(lower), change(upper)];
  return {
    verdict,
    reason: changeInWords(change(estimate), interval, margin, verdict === 'inconclusive'),
    estimate: change(estimate),
    interval,
    level: 1 - alpha,
    mde: Math.expm1((studentQuantile(1 - alpha, degrees) + studentQuantile(POWER, degrees)) * error),
    n,
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
function spreadOf(launches: readonly LaunchChange[], mean: number) {
  const squares = launches.reduce((sum, { change }) => sum + (change - mean) ** 2, 0);
  const degrees = launches.length - 1;
  return { error: Math.sqrt(squares / degrees / launches.length), degrees };
}

/** More degrees of freedom change no quantile that is looked at. */
const MOST_DEGREES = 1000;

/**
 * The spread within launches plus the assumed one between them, which one launch cannot show; degrees of freedom count the measured part alone.
 * Source: Satterthwaite (1946), Biometrics Bull. 2, 110–114.
 */
function assumedSpread(launches: readonly LaunchChange[], launchSpread: number) {
  const measured = Math.max(
    1,
    launches.reduce((sum, { pairs }) => sum + pairs - 1, 0),
  );
  const within = launches.reduce((sum, { error }) => sum + error ** 2, 0) / launches.length;
  const variance = launchSpread ** 2 + within;
  const degrees = within > 0 ? Math.min(MOST_DEGREES, measured * (variance / within) ** 2) : MOST_DEGREES;
  return { error: Math.sqrt(variance / launches.length), degrees };
}

/** A change as text: `+7.4 % (+6.1 % to +8.7 %; positive is worse), margin 5 %`. */
function changeInWords(
  estimate: number,
  [lower, upper]: readonly [number, number],
  margin: number,
  isOpen: boolean,
): string {
  const percent = (change: number) => `${change >= 0 ? '+' : '−'}${Number(Math.abs(change * 100).toPrecision(2))} %`;
  const found = `${percent(estimate)} (${percent(lower)} to ${percent(upper)}; positive is worse), margin ${Number((margin * 100).toPrecision(3))} %`;
  return isOpen ? `${found}: more launches are needed` : found;
}
