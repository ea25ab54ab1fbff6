import type { Trend } from '../../gate/core/model/history.ts';
import { formatValue } from '../../gate/core/text/format-value.ts';
import { changeInterval, changeText } from './change-text.ts';
import { dayText } from './trend-events.ts';
import { sentence, unbroken } from './words.ts';

/** What became of the level since the anchor, in one sentence. */
export function creepSentence({ creep, anchor, points, unit, isAutocorrelated }: Trend): string {
  const doubt = isAutocorrelated ? ' Neighbouring runs resemble each other: steps and drift look alike here.' : '';
  if (anchor === null || creep === null) {
    const runs = points.filter(({ value }) => value !== null).length;
    return `Not enough runs of one level for an anchor: ${runs} so far.${doubt}`;
  }
  const since = dayText(points[anchor.from]?.at ?? '');
  const reference = `its anchor of ${formatValue(anchor.value, unit)}${since === '' ? '' : ` (from ${since})`}`;
  const { estimate, interval, verdict, reason } = creep;
  if (estimate === null) return unbroken(`Against ${reference}: ${verdict}. ${sentence(reason)}${doubt}`);
  const effect = `${changeText(estimate)}${interval === null ? '' : ` (${changeInterval(interval)}; positive is worse)`}`;
  return unbroken(`Against ${reference}: ${effect}, ${verdict}.${doubt}`);
}

/** How fast it moves, where there are runs enough. */
export function slopeSentence({ slopes }: Trend): readonly string[] {
  return slopes.map(
    ({ runs, perRun, interval }) =>
      `Slope of the last ${runs} runs: ${slopeText(perRun)} a run (${slopeText(interval[0])} to ${slopeText(interval[1])}).`,
  );
}

/** Slopes are small: two digits more than an effect has. */
export function slopeText(change: number): string {
  const percent = Math.abs(change * 100).toFixed(3);
  if (Number(percent) === 0) return '0 %';
  return `${change > 0 ? '+' : '−'}${percent} %`;
}
