import { join } from 'node:path';
import type { ClaimsRecord } from '../core/model/claim.ts';
import { writeAtomically } from '../store/atomic-file.ts';
import type { Workspace } from './workspace.ts';

/** Writes the page of measured claims, and `claims.html` as a copy of it; returns the path of the copy. */
export async function publishClaims(record: ClaimsRecord, workspace: Workspace): Promise<string> {
  const { renderClaimsReport } = await import('../../reports/render-claims-report.ts');
  const html = renderClaimsReport(record);
  await writeAtomically(join(workspace.reports, `${record.id}.html`), html, 'replace');
  const newest = join(workspace.reports, 'claims.html');
  await writeAtomically(newest, html, 'replace');
  return newest;
}
