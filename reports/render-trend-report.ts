import type { Trend } from '../gate/core/model/history.ts';
import { drawn } from './charts/drawn.ts';
import { pageOf } from './page.ts';
import { dateText } from './view/provenance.ts';
import { trendReportView } from './view/trend-report-view.ts';

const page = pageOf('trend-report');

/**
 * The report of trends: one HTML page that needs nothing but itself, without script; all text is escaped. `title` says what they
 * belong to, such as the subject's name. The same trends give the same bytes.
 */
export function renderTrendReport(trends: readonly Trend[], title: string): string {
  const view = trendReportView(trends, title);
  const last = trends
    .flatMap(({ points }) => points.at(-1)?.at ?? [])
    .toSorted()
    .at(-1);
  const head = {
    title: `Trend of ${title}`,
    document: 'trend',
    startedAt: last === undefined ? '' : `newest run ${dateText(last)}`,
    commit: '',
    outcome: null,
    titles: { summary: 'Summary', 'over-runs': 'Over the runs', reading: 'How to read it' },
    isThere: { summary: view.rows.length > 0, 'over-runs': view.charts.length > 0 },
  };
  return page(head, { ...view, charts: view.charts.map(({ chart, events }) => ({ chart: drawn(chart), events })) });
}
