import { relativeChange, worsening } from '../decide/relative-change.ts';
import type { Trend, TrendChange } from '../model/history.ts';
import type { Outcome } from '../model/verdict.ts';

/** Fewer runs than this show no level. */
const FEWEST_RUNS = 10;

/** An acceptance may name a run this far before the change that it means: so far apart may detectors place it. */
const REACH = 3;

/** What a trend comes to, and why. */
export interface TrendConclusion {
  readonly outcome: Outcome;
  readonly reason: string;
}

/**
 * Fails where a regression stands that nobody accepted, or where the level has crept away from what was accepted. Undecided with
 * too few runs, where the metric is no longer measured, and where neighbouring runs resemble each other, so that what was found is advice only.
 */
export function concludeTrend(trend: Trend): TrendConclusion {
  const measured = trend.points.filter(({ value }) => value !== null).length;
  if (measured < FEWEST_RUNS) {
    return { outcome: 'undecided', reason: `${measured} runs that count, ${FEWEST_RUNS} are needed` };
  }
  const standing = trend.changePoints.filter((change) => isStanding(change, trend) && !isAccepted(change, trend));
  const [first] = standing;
  const isCreeping = trend.creep?.verdict === 'regression';
  if (first === undefined && !isCreeping) {
    const newest = trend.points.findLast(({ exclusion }) => exclusion === null);
    return newest === undefined || newest.value === null
      ? { outcome: 'undecided', reason: `the newest run that counts, ${newest?.id ?? 'none'}, has no value of it` }
      : { outcome: 'pass', reason: `no regression that nobody accepted${withoutNewest(trend)}` };
  }
  const found =
    first === undefined
      ? `crept away from the accepted level: ${trend.creep?.reason ?? ''}`
      : `a regression since run ${trend.points[first.index]?.id ?? first.index} that nobody accepted`;
  if (trend.isAutocorrelated) {
    return {
      outcome: 'undecided',
      reason: `${found}; but neighbouring runs resemble each other, so this is advice only`,
    };
  }
  return { outcome: 'fail', reason: found };
}

/** What a pass does not speak of: runs since the newest that counts. */
function withoutNewest({ points }: Trend): string {
  const passed = points.length - 1 - points.findLastIndex(({ exclusion }) => exclusion === null);
  return passed === 0 ? '' : `; the newest ${passed} runs do not count: ${points.at(-1)?.exclusion ?? ''}`;
}

/** A regression whose loss is still there: no later change brought the level back to within the margin. */
function isStanding(change: TrendChange, { changePoints, better, margin }: Trend): boolean {
  if (change.direction !== 'regression') return false;
  const current = changePoints.at(-1)?.after ?? change.after;
  return relativeChange(worsening(change.before, current, better), better) >= margin;
}

/** Accepted by an entry, still in force, for a run of the new level (or so near before it that detectors might place it there). */
function isAccepted(change: TrendChange, { points, acceptances }: Trend): boolean {
  return acceptances.some(
    ({ run, isExpired }) => !isExpired && points.filter(({ id }) => id < run).length >= change.index - REACH,
  );
}
