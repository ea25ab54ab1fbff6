import type { Comparison, ComparisonVerdict } from '../model/comparison.ts';
import type { Direction } from '../model/series.ts';
import { FEWEST_RUNS } from './history-baseline.ts';
import { type HistoryQuestion, UNCONFIRMED } from './judge-history.ts';
import { withoutSize } from './paired-with-zero.ts';

const CONFIDENCE = 0.95;

/**
 * A candidate against a history that holds zeros, or whose ratios mean nothing (one failed request instead of two): judged by differences. Beyond everything seen before, by at
 * least `difference`, and a second run beyond it, too: by chance alone that is less than two in a thousand with forty runs.
 */
export function judgeHistoryByDifference(
  { history, candidate, confirmation, better, acceptedFrom = 0 }: HistoryQuestion,
  difference: number,
): Comparison {
  const baseline = history.slice(acceptedFrom).slice(-MOST_RUNS);
  const looks = confirmation === undefined ? 1 : 2;
  const say = (verdict: ComparisonVerdict, reason: string): Comparison => ({
    ...withoutSize(verdict, reason, baseline.length, CONFIDENCE),
    looks,
  });
  if (baseline.length < FEWEST_RUNS)
    return say(
      'inconclusive',
      `${baseline.length} runs, ${FEWEST_RUNS} are needed; compare with the base revision instead`,
    );
  const beyond = [candidate, ...(confirmation === undefined ? [] : [confirmation])].map((value) =>
    sideOf(value, baseline, difference, better),
  );
  const [alarm, confirmed] = beyond;
  if (alarm === 0) return say('unchanged', 'not beyond what earlier runs were');
  if (confirmed === undefined) return say('inconclusive', UNCONFIRMED);
  if (confirmed !== alarm) return say('inconclusive', 'an alarm that a second run did not confirm');
  return alarm === 1
    ? say('regression', 'worse than everything before, and a second run confirms it')
    : say('improvement', 'better than everything before, and a second run confirms it');
}

const MOST_RUNS = 40;

/** 1 where a value is worse than all of the baseline by the difference, −1 where it is better, else 0. */
function sideOf(value: number, baseline: readonly number[], difference: number, better: Direction): number {
  const [low, high] = [Math.min(...baseline), Math.max(...baseline)];
  const side = value > high && value - high >= difference ? 1 : value < low && low - value >= difference ? -1 : 0;
  return side === 0 ? 0 : better === 'lower' ? side : -side;
}
