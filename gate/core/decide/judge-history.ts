import type { Comparison, ComparisonVerdict } from '../model/comparison.ts';
import type { Direction } from '../model/series.ts';
import { robustScale } from '../stats/robust-scale.ts';
import { median } from '../stats/sample-quantile.ts';
import { studentCdf, studentQuantile } from '../stats/student-t.ts';
import { FEWEST_RUNS, historyBaseline } from './history-baseline.ts';
import { withoutSize } from './paired-with-zero.ts';
import { relativeChange, worsening } from './relative-change.ts';

/** Confidence of the prediction bounds that an alarm, and then its confirmation, must lie beyond: by chance alone 1 % of 5 %. */
const ALARM_CONFIDENCE = 0.99;
const CONFIRMATION_CONFIDENCE = 0.95;

/** Confidence of each bound of the effect that is stated, and that `unchanged` rests on. */
const EFFECT_CONFIDENCE = 0.95;
const POWER = 0.8;

/** Reason of an alarm that no second run has spoken on. */
export const UNCONFIRMED = 'an alarm: a second run must confirm it';

export interface HistoryQuestion {
  /** Earlier runs of the same machine class, oldest first. */
  readonly history: readonly number[];
  readonly candidate: number;
  /** The candidate once more, in a fresh process; asked for after an alarm. */
  readonly confirmation?: number;
  readonly better: Direction;
  readonly margin: number;
  /** Index of the first run of the last level that was accepted. */
  readonly acceptedFrom?: number;
  /** Standard deviation between identical runs that calibration knows of, in logarithms: the scale is never taken to be below. */
  readonly leastScale?: number;
  /** p-values of the alarm, worse and better, adjusted for what was judged together; left out: those of this metric alone. */
  readonly alarmP?: AlarmP;
}

/** One-sided p-values of a candidate, before any confirmation. */
export interface AlarmP {
  readonly worse: number;
  readonly better: number;
}

/**
 * A candidate against the stored history of its machine class. Regression: beyond the prediction bound, beyond everything seen before and by the
 * margin, and a second run beyond its own bound and the margin. An alarm without confirmation, or fewer than ten runs, is inconclusive.
 * Improvement mirrors regression.
 */
export function judgeHistory(question: HistoryQuestion): Comparison {
  const { history, candidate, confirmation, better, margin } = question;
  const values = [candidate, ...(confirmation === undefined ? [] : [confirmation])];
  if ([...history, ...values].some((value) => !(value > 0)))
    return withoutSize('invalid', 'a value is not above zero: there is no ratio', history.length, EFFECT_CONFIDENCE);
  const level = levelOf(question);
  if (level.kind === 'short') {
    const reason = `${level.runs} runs since the level last changed, ${FEWEST_RUNS} are needed; compare with the base revision instead`;
    return { ...withoutSize('inconclusive', reason, level.runs, EFFECT_CONFIDENCE), warnings: level.warnings };
  }
  const { middle, scale, spread, degrees, worst, best, runs, warnings } = level;
  const threshold = Math.log1p(margin);
  const bound = (confidence: number) => studentQuantile(confidence, degrees) * spread;
  const effects = values.map((value) => worsening(1, value, better) - middle);
  const alarmP = question.alarmP ?? alarmPOf(effects[0] ?? 0, level);
  const isBeyond = effects.map((effect, run) => {
    if (Math.abs(effect) < threshold) return 0;
    const isCertain =
      run === 0
        ? (effect > 0 ? alarmP.worse : alarmP.better) <= 1 - ALARM_CONFIDENCE
        : Math.abs(effect) >= bound(CONFIRMATION_CONFIDENCE);
    const isUnseen = run > 0 || effect > worst || effect < best;
    return isUnseen && isCertain ? Math.sign(effect) : 0;
  });

  const estimate = effects.reduce((sum, effect) => sum + effect, 0) / effects.length;
  const error = scale * Math.sqrt(1 / effects.length + 1 / runs);
  const half = studentQuantile(EFFECT_CONFIDENCE, degrees) * error;
  const [lower, upper] = [estimate - half, estimate + half];
  const change = (worse: number) => relativeChange(worse, better);
  const verdict = decide(isBeyond, upper < threshold);
  return {
    verdict,
    reason: reasonOf(verdict, isBeyond),
    estimate: change(estimate),
    interval: [change(lower), change(upper)],
    level: EFFECT_CONFIDENCE,
    mde: Math.expm1(Math.max(threshold, bound(ALARM_CONFIDENCE)) + studentQuantile(POWER, degrees) * spread),
    n: runs,
    looks: values.length,
    pValue: error > 0 ? studentCdf(-estimate / error, degrees) : estimate > 0 ? 0 : 1,
    warnings,
  };
}

/** How unlikely the candidate is as one more run of its baseline; `null` where there is no such thing. To be adjusted among metrics judged together. */
export function alarmPValue(question: HistoryQuestion): AlarmP | null {
  if ([...question.history, question.candidate].some((value) => !(value > 0))) return null;
  const level = levelOf(question);
  if (level.kind === 'short') return null;
  return alarmPOf(worsening(1, question.candidate, question.better) - level.middle, level);
}

/** The level that the history is at, in logarithms turned so that positive is worse; `worst` and `best` about its middle. */
function levelOf({ history, better, acceptedFrom, leastScale = 0 }: HistoryQuestion) {
  const { values, warnings } = historyBaseline(history, better, acceptedFrom);
  if (values.length < FEWEST_RUNS) return { kind: 'short', runs: values.length, warnings } as const;
  // Worsening against 1: positive is worse whichever way the metric goes.
  const before = values.map((value) => worsening(1, value, better));
  const middle = median(before);
  const scale = Math.max(robustScale(before), leastScale);
  return {
    kind: 'level',
    middle,
    scale,
    /** Of one more run about the middle. */
    spread: scale * Math.sqrt(1 + 1 / before.length),
    degrees: before.length - 1,
    worst: Math.max(...before) - middle,
    best: Math.min(...before) - middle,
    runs: before.length,
    warnings,
  } as const;
}

function alarmPOf(effect: number, { spread, degrees }: { readonly spread: number; readonly degrees: number }): AlarmP {
  if (spread === 0) return { worse: effect > 0 ? 0 : 1, better: effect < 0 ? 0 : 1 };
  return { worse: studentCdf(-effect / spread, degrees), better: studentCdf(effect / spread, degrees) };
}

/** `isBeyond`: 1 where a run lies beyond its bounds and is worse, −1 where it is better, 0 where it is neither. */
function decide(isBeyond: readonly number[], isBelowMargin: boolean): ComparisonVerdict {
  const [alarm, confirmation] = isBeyond;
  if (alarm === 0) return isBelowMargin ? 'unchanged' : 'inconclusive';
  if (alarm !== confirmation) return 'inconclusive';
  return alarm === 1 ? 'regression' : 'improvement';
}

function reasonOf(verdict: ComparisonVerdict, isBeyond: readonly number[]): string {
  switch (verdict) {
    case 'regression':
      return 'worse than everything before, by the margin, and a second run confirms it';
    case 'improvement':
      return 'better than everything before, by the margin, and a second run confirms it';
    case 'unchanged':
      return 'surely not worse by the margin';
    default:
      if (isBeyond[0] !== 0) return isBeyond.length > 1 ? 'an alarm that a second run did not confirm' : UNCONFIRMED;
      return 'no alarm, but the margin lies within the noise of this history: compare with the base revision';
  }
}
