import type { ClaimsRecord } from '../gate/core/model/claim.ts';
import { pageOf } from './page.ts';
import { claimsReportView } from './view/claims-report-view.ts';

const page = pageOf('claims-report');

/**
 * The page of measured claims: a table for each document. One HTML page that needs nothing but itself, without script; all text of the
 * record is escaped. The same record gives the same bytes.
 */
export function renderClaimsReport(record: ClaimsRecord): string {
  const view = claimsReportView(record);
  const head = {
    title: `Claims of ${view.subject}`,
    document: 'claims',
    startedAt: view.startedAt,
    commit: view.commit,
    outcome: null,
    titles: {
      ...Object.fromEntries(view.documents.map(({ anchor, title }) => [anchor, title])),
      provenance: 'Provenance',
    },
    isThere: {},
  };
  return page(head, { ...view, startedAt: view.startedAt });
}
