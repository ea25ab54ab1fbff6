import type { Recorded } from './recorded.ts';

/** The report of a record as one HTML page. The chart library takes half a second, which no other command should pay: it is loaded here. */
export async function renderReport(record: Recorded): Promise<string> {
  switch (record.format) {
    case 'loadline-run':
      return (await import('../../reports/render-run-report.ts')).renderRunReport(record);
    case 'loadline-comparison':
      return (await import('../../reports/render-comparison-report.ts')).renderComparisonReport(record);
    case 'loadline-claims':
      return (await import('../../reports/render-claims-report.ts')).renderClaimsReport(record);
  }
}
