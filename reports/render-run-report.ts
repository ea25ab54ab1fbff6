import type { RunRecord } from '../gate/core/model/run-record.ts';
import { drawn } from './charts/drawn.ts';
import { pageOf } from './page.ts';
import { type RunReportView, runReportView } from './view/run-report-view.ts';

const page = pageOf('run-report');

/**
 * The report of a run: one HTML page that needs nothing but itself. It holds no script, and its policy allows none; all
 * text of the record is escaped. The same record gives the same bytes.
 */
export function renderRunReport(record: RunRecord): string {
  const view = runReportView(record);
  const { kind, title, startedAt, commit } = view;
  const head = {
    title,
    document: `${kind} run`,
    startedAt,
    commit,
    outcome: view.banner.outcome,
    titles: titlesOf(view),
    isThere: {
      capacity: view.capacity !== null,
      targets: view.targets.length > 0 || view.capacity === null,
      routes: view.routes !== null,
      'over-time': view.timeCharts.length > 0,
      shares: view.shareCharts.length > 0,
      failures: view.failures.rows.length + view.checks.length + view.scriptErrors.length > 0,
      resources: view.resourceCharts.length > 0,
      'by-route': view.routeCharts.length > 0,
      further: view.furtherMetrics.length > 0,
    },
  };
  return page(head, {
    ...view,
    timeCharts: view.timeCharts.map(drawn),
    shareCharts: view.shareCharts.map(drawn),
    resourceCharts: view.resourceCharts.map(drawn),
    routeCharts: view.routeCharts.map(drawn),
    isLoad: kind === 'load',
  });
}

/** Titles of the sections, by anchor, in their order on the page. */
function titlesOf(view: RunReportView): Readonly<Record<string, string>> {
  return {
    problems: 'Validity',
    capacity: 'Capacity',
    targets: 'Targets',
    history: 'Against history',
    routes: `${view.routes?.part ?? ''}s`,
    'over-time': view.kind === 'load' ? 'Latency and load' : 'Latency',
    shares: view.shareCharts.some(({ id }) => id === 'hits') ? 'Cache, pool and errors' : 'Errors and shares',
    failures: 'Errors and checks',
    resources: 'Resources',
    'by-route': view.routeChartsTitle,
    further: 'Further metrics',
    provenance: 'Provenance',
  };
}
