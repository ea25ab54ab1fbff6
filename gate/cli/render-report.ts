import type { ComparisonRecord } from '../core/model/comparison-record.ts';
import type { RunRecord } from '../core/model/run-record.ts';

/** The report of a record as one HTML page. The chart library takes half a second, which no other command should pay: it is loaded here. */
export async function renderReport(record: RunRecord | ComparisonRecord): Promise<string> {
  if (record.format === 'loadline-comparison') {
    const { renderComparisonReport } = await import('../../reports/render-comparison-report.ts');
    return renderComparisonReport(record);
  }
  const { renderRunReport } = await import('../../reports/render-run-report.ts');
  return renderRunReport(record);
}
