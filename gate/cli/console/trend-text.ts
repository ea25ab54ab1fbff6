import { styleText } from 'node:util';
import type { TrendConclusion } from '../../core/history/conclude-trend.ts';
import type { Trend, TrendChange } from '../../core/model/history.ts';
import { formatValue } from '../../core/text/format-value.ts';
import { changeInterval, changeText } from './change-text.ts';

const STYLE = { pass: 'green', fail: 'red', undecided: 'yellow' } as const;

/** What people read of a trend: its outcome, its changes of level with their commits, creep, slope, what was accepted. */
export function trendText(trend: Trend, { outcome, reason }: TrendConclusion, stream: NodeJS.WriteStream): string {
  const name = trend.route === null ? trend.metric : `${trend.metric} of ${trend.route}`;
  return [
    `${styleText(['bold', STYLE[outcome]], outcome.padEnd(9), { stream })}  ${name}: ${reason}\n`,
    ...trend.changePoints.map((change) => `           ${change.direction}  ${changeLine(change, trend)}\n`),
    ...trend.provisional.map((change) => `           provisional  ${changeLine(change, trend)}\n`),
    ...trend.points.flatMap(({ changedFacts, id, commit }) =>
      changedFacts === ''
        ? []
        : `           subject changed  ${changedFacts} at ${id} (${commit?.slice(0, 7) ?? 'no commit'})\n`,
    ),
    trend.creep === null || trend.creep.estimate === null
      ? ''
      : `           creep  ${changeText(trend.creep.estimate)}${interval(trend.creep.interval)} against the accepted level\n`,
    ...trend.slopes.map(
      ({ runs, perRun, interval: bounds }) =>
        `           slope  ${changeText(perRun * runs)} over the last ${runs} runs ${changeInterval([bounds[0] * runs, bounds[1] * runs])}\n`,
    ),
    ...trend.acceptances.map(
      ({ run, by, reason: why, until, isExpired }) =>
        `           accepted  ${run} by ${by}: ${why}${until === null ? '' : `, until ${until}`}${isExpired ? ' (expired)' : ''}\n`,
    ),
  ].join('');
}

function changeLine({ index, before, after, votes }: TrendChange, { points, unit }: Trend): string {
  const [last, first] = [points.slice(0, index).findLast(({ value }) => value !== null), points[index]];
  const commit = (point: typeof first) => point?.commit?.slice(0, 7) ?? 'no commit';
  return `${formatValue(before, unit)} → ${formatValue(after, unit)} at ${first?.id ?? index} (${commit(last)}..${commit(first)}), ${votes} of 3 detectors`;
}

function interval(bounds: readonly [number, number] | null): string {
  return bounds === null ? '' : ` ${changeInterval(bounds)}`;
}
