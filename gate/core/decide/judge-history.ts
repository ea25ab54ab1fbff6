import type { Comparison, ComparisonVerdict } from '../model/comparison.ts';
import type { Direction } from '../model/series.ts';
import type { Warning } from '../model/verdict.ts';
import { robustScale } from '../stats/robust-scale.ts';
import { median } from '../stats/sample-quantile.ts';
import { studentCdf, studentQuantile } from '../stats/student-t.ts';
import { detectChanges } from './detect.ts';
import { withoutSize } from './paired-with-zero.ts';
import { relativeChange, worsening } from './relative-change.ts';

/** Runs that a baseline has at most, so that slow drift of a machine does not count as noise, and at least, so that there is a spread. */
const MOST_RUNS = 40;
const FEWEST_RUNS = 10;

/** Confidence of the prediction bounds that an alarm, and then its confirmation, must lie beyond: by chance alone 1 % of 5 %. */
const ALARM_CONFIDENCE = 0.99;
const CONFIRMATION_CONFIDENCE = 0.95;

/** Confidence of each bound of the effect that is stated, and that `unchanged` rests on. */
const EFFECT_CONFIDENCE = 0.95;
const POWER = 0.8;

export interface HistoryQuestion {
  /** Earlier runs of the same machine class, oldest first. */
  readonly history: readonly number[];
  readonly candidate: number;
  /** The candidate once more, in a fresh process; asked for after an alarm. */
  readonly confirmation?: number;
  readonly better: Direction;
  readonly margin: number;
}

/**
 * A candidate against the stored history of its machine class. Regression: beyond the prediction bound, beyond everything seen before and by the
 * margin, and a second run beyond its own bound and the margin. An alarm without confirmation, or fewer than ten runs, is inconclusive.
 * Improvement mirrors regression.
 */
export function judgeHistory({ history, candidate, confirmation, better, margin }: HistoryQuestion): Comparison {
  const values = [candidate, ...(confirmation === undefined ? [] : [confirmation])];
  if ([...history, ...values].some((value) => !(value > 0)))
    return withoutSize('invalid', 'a value is not above zero: there is no ratio', history.length, EFFECT_CONFIDENCE);
  const { baseline, warnings } = baselineOf(history, better);
  if (baseline.length < FEWEST_RUNS) {
    const reason = `${baseline.length} runs since the level last changed, ${FEWEST_RUNS} are needed; compare with the base revision instead`;
    return { ...withoutSize('inconclusive', reason, baseline.length, EFFECT_CONFIDENCE), warnings };
  }
  // Worsening against 1: positive is worse whichever way the metric goes.
  const before = baseline.map((value) => worsening(1, value, better));
  const middle = median(before);
  const degrees = before.length - 1;
  const scale = robustScale(before);
  const spread = scale * Math.sqrt(1 + 1 / before.length);
  const threshold = Math.log1p(margin);
  const bound = (confidence: number) => studentQuantile(confidence, degrees) * spread;
  const worst = Math.max(...before) - middle;
  const best = Math.min(...before) - middle;
  const effects = values.map((value) => worsening(1, value, better) - middle);
  const isBeyond = effects.map((effect, run) => {
    const least = Math.max(threshold, bound(run === 0 ? ALARM_CONFIDENCE : CONFIRMATION_CONFIDENCE));
    const isUnseen = run > 0 || effect > worst || effect < best;
    return isUnseen && Math.abs(effect) >= least ? Math.sign(effect) : 0;
  });

  const estimate = effects.reduce((sum, effect) => sum + effect, 0) / effects.length;
  const error = scale * Math.sqrt(1 / effects.length + 1 / before.length);
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
    n: before.length,
    looks: values.length,
    pValue: error > 0 ? studentCdf(-estimate / error, degrees) : estimate > 0 ? 0 : 1,
    warnings,
  };
}

/**
 * The last runs of one level. A detected improvement begins a new one; a regression that nobody accepted does not, else it would
 * be its own baseline, so the runs since then are left out.
 */
function baselineOf(history: readonly number[], better: Direction) {
  const { changePoints, autocorrelated } = detectChanges(history, better);
  const warnings: Warning[] = [];
  let from = 0;
  let until = history.length;
  for (const { index, direction } of changePoints) {
    if (direction === 'improvement') {
      from = index;
      until = history.length;
    } else if (until === history.length) until = index;
  }
  if (until < history.length) {
    const message = `a regression at run ${until} of the history was not accepted: the runs before it are the baseline`;
    warnings.push({ code: 'UNACCEPTED_REGRESSION', message });
  }
  if (autocorrelated) {
    warnings.push({
      code: 'AUTOCORRELATED',
      message: 'neighbouring runs resemble each other: their spread understates what the next may do',
    });
  }
  return { baseline: history.slice(from, until).slice(-MOST_RUNS), warnings };
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
      if (isBeyond[0] !== 0)
        return isBeyond.length > 1
          ? 'an alarm that a second run did not confirm'
          : 'an alarm: a second run must confirm it';
      return 'no alarm, but the margin lies within the noise of this history: compare with the base revision';
  }
}
