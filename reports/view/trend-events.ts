import type { Trend, TrendChange } from '../../gate/core/model/history.ts';
import { formatValue } from '../../gate/core/text/format-value.ts';
import type { LineStyle } from '../charts/plot.ts';
import { changeText } from './change-text.ts';
import { dateText } from './provenance.ts';

/** Something that happened to a trend at one of its runs, in words. */
export interface TrendEvent {
  /** Index of the run. */
  readonly at: number;
  readonly style: LineStyle;
  /** What stands above its rule in the drawing. */
  readonly mark: string;
  readonly kind: string;
  readonly day: string;
  /** `1a2b3c4..5d6e7f8`: the last commit before and the first after; empty where they are not known. */
  readonly commits: string;
  readonly what: string;
}

/** Changes of level, provisional and accepted ones, and of what the subject says of itself, newest first. */
export function trendEvents(trend: Trend): readonly TrendEvent[] {
  return [
    ...trend.changePoints.map((change) => changeEvent(trend, change, false)),
    ...trend.provisional.map((change) => changeEvent(trend, change, true)),
    ...trend.points.flatMap(({ changedFacts }, index) =>
      changedFacts === '' ? [] : subjectEvent(trend, index, changedFacts),
    ),
    ...trend.acceptances.flatMap((acceptance): readonly TrendEvent[] => {
      const at = trend.points.findIndex(({ id }) => id === acceptance.run);
      const until = acceptance.until === null ? 'for good' : `until ${dayText(acceptance.until)}`;
      return [
        {
          at,
          style: acceptance.isExpired ? 'expired' : 'accepted',
          mark: acceptance.isExpired ? 'acceptance expired' : 'accepted',
          kind: acceptance.isExpired ? 'accepted, expired' : 'accepted',
          day: dayText(acceptance.at),
          commits: at < 0 ? '' : commitsAt(trend, at),
          what: `by ${acceptance.by}, ${until}: ${acceptance.reason}${at < 0 ? ' (its run is not among these)' : ''}`,
        },
      ];
    }),
  ].toSorted((one, other) => other.at - one.at);
}

/** A change of level there may come from what the subject is set to, and not from its code. */
function subjectEvent(trend: Trend, at: number, what: string): TrendEvent {
  const { at: startedAt = '' } = trend.points[at] ?? {};
  return {
    at,
    style: 'changed',
    mark: 'changed',
    kind: 'subject changed',
    day: dayText(startedAt),
    commits: commitsAt(trend, at),
    what,
  };
}

function changeEvent(trend: Trend, change: TrendChange, isProvisional: boolean): TrendEvent {
  const { index, before, after, direction, votes } = change;
  const commits = commitsAt(trend, index);
  const level = `level ${formatValue(before, trend.unit)} became ${formatValue(after, trend.unit)} (${sizeText(change)})`;
  return {
    at: index,
    style: isProvisional ? 'provisional' : direction === 'regression' ? 'worse' : 'better',
    mark: isProvisional ? `${commits}?` : commits,
    kind: isProvisional ? `provisional ${direction}` : direction,
    day: dayText(trend.points[index]?.at ?? ''),
    commits,
    what: `${level}, seen by ${votes} of 3 detectors${isProvisional ? '; not judged' : ''}`,
  };
}

/** `8.1 % worse`. */
function sizeText({ before, after, direction }: TrendChange): string {
  return `${changeText(Math.abs(after / before - 1)).replace('+', '')} ${direction === 'regression' ? 'worse' : 'better'}`;
}

/** The commit of the last run with a value before `index`, and that of its own run. */
function commitsAt({ points }: Trend, index: number): string {
  const short = (commit: string | null | undefined): string => commit?.slice(0, 7) ?? '?';
  const before = points.slice(0, index).findLast(({ value }) => value !== null);
  return `${short(before?.commit)}..${short(points[index]?.commit)}`;
}

/** `21 Nov 2026`; text that is no date stays as it is. */
export function dayText(iso: string): string {
  return dateText(iso).replace(/, .*$/, '');
}
