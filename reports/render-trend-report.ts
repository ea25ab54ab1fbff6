import type { Trend } from '../gate/core/model/history.ts';
import { pageOf } from './page.ts';
import { dateText } from './view/provenance.ts';

const page = pageOf('trend-report');

/**
 * The report of trends: one HTML page that needs nothing but itself, without script; all text is escaped. `title` says what they
 * belong to, such as the subject's name. The same trends give the same bytes.
 */
export function renderTrendReport(trends: readonly Trend[], title: string): string {
  const last = trends
    .flatMap((trend) => trend.points.at(-1)?.at ?? [])
    .toSorted()
    .at(-1);
  const head = {
    title: `Trend: ${title}`,
    document: 'trend',
    startedAt: last === undefined ? '' : dateText(last),
    commit: '',
    outcome: null,
    titles: {},
    isThere: {},
  };
  return page(head, { trends });
}
