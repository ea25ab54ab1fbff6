import type { ComparisonRecord } from '../gate/core/model/comparison-record.ts';
import { drawn } from './charts/drawn.ts';
import { pageOf } from './page.ts';
import { comparisonReportView } from './view/comparison-report-view.ts';

const page = pageOf('comparison-report');

/** Titles of the sections, by anchor, in their order on the page. */
const TITLES = {
  problems: 'Validity',
  effects: 'Effects',
  metrics: 'Metrics that decide',
  explanation: 'Where the difference lies',
  work: 'Work per request',
  distributions: 'Distributions',
  blocks: 'Pair by pair',
  failures: 'Errors',
  sides: 'Sides',
  further: 'Further metrics',
  calibration: 'How far to trust this gate',
  provenance: 'Provenance',
};

/**
 * The report of a comparison: one HTML page that needs nothing but itself. It holds no script, and its policy allows none;
 * all text of the record is escaped. The same record gives the same bytes.
 */
export function renderComparisonReport(record: ComparisonRecord): string {
  const view = comparisonReportView(record);
  const head = {
    title: view.title,
    document: 'comparison',
    startedAt: view.startedAt,
    commit: '',
    outcome: view.banner.outcome,
    titles: TITLES,
    isThere: {
      effects: view.effects !== null,
      metrics: view.primary.shown.length > 0,
      explanation: view.explanation !== null,
      work: view.work.shown.length > 0,
      distributions: view.sideCharts.length > 0,
      blocks: view.blockCharts.length > 0,
      failures: view.failures.rows.length > 0,
      further: view.secondary.shown.length > 0,
    },
  };
  return page(head, {
    ...view,
    effects: view.effects === null ? null : drawn(view.effects),
    sideCharts: view.sideCharts.map(drawn),
    blockCharts: view.blockCharts.map(drawn),
  });
}
