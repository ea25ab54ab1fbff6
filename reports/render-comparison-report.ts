import type { ComparisonRecord } from '../gate/core/model/comparison-record.ts';
import { pageOf } from './page.ts';
import { dateText } from './view/provenance.ts';

const page = pageOf('comparison-report');

/**
 * The report of a comparison: one HTML page that needs nothing but itself. It holds no script, and its policy allows none;
 * all text of the record is escaped. The same record gives the same bytes.
 */
export function renderComparisonReport(record: ComparisonRecord): string {
  const head = {
    title: `${record.outcome.toUpperCase()}: ${record.benchmark.name} on ${record.subject}, ${record.candidate.label} against ${record.baseline.label}`,
    document: 'comparison',
    startedAt: dateText(record.startedAt),
    commit: '',
    outcome: record.outcome,
    titles: {},
    isThere: {},
  };
  return page(head, { benchmark: record.benchmark.name, metrics: record.metrics });
}
