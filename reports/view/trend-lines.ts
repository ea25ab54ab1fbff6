import type { Trend } from '../../gate/core/model/history.ts';
import type { Point, XAxis } from '../charts/plot.ts';
import { dayText } from './trend-events.ts';

/** Runs drawn; history holds the others. */
export const MOST_POINTS = 400;
const DAY_MS = 86_400_000;

/** The newest runs of a long trend; what lies before them is cut away. */
export function latestRuns(trend: Trend): Trend {
  const cut = Math.max(0, trend.points.length - MOST_POINTS);
  if (cut === 0) return trend;
  const shifted = <Change extends { readonly index: number }>(changes: readonly Change[]) =>
    changes.map((change) => ({ ...change, index: change.index - cut })).filter(({ index }) => index > 0);
  return {
    ...trend,
    points: trend.points.slice(cut),
    changePoints: shifted(trend.changePoints),
    provisional: shifted(trend.provisional),
    anchor: trend.anchor === null ? null : { ...trend.anchor, from: Math.max(0, trend.anchor.from - cut) },
  };
}

/** The level before and after each change point, as steps; none where the level never changed. */
export function levelLine({ changePoints, points }: Trend): readonly Point[] {
  const [first] = changePoints;
  if (first === undefined) return [];
  const starts = [
    { index: 0, level: first.before },
    ...changePoints.map(({ index, after }) => ({ index, level: after })),
  ];
  return starts.flatMap(({ index, level }, segment) => {
    const until = starts[segment + 1]?.index ?? points.length;
    return [
      { x: index - 0.5, y: level },
      { x: until - 0.5, y: level },
      { x: until - 0.5, y: null },
    ];
  });
}

/** Runs by their day; by the time of day where all are of a few days. */
export function runAxis({ points }: Trend): XAxis {
  const times = points.map(({ at }) => Date.parse(at));
  const isLong = Math.max(...times) - Math.min(...times) > 3 * DAY_MS;
  const names = points.map(({ at }) => (isLong ? dayText(at).replace(/ \d{4}$/, '') : at.slice(11, 16)));
  return { kind: 'run', names, domain: [-0.5, Math.max(points.length, 2) - 0.5] };
}
