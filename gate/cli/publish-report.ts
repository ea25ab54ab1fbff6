import { join } from 'node:path';
import { writeAtomically } from '../store/atomic-file.ts';
import type { Recorded } from './recorded.ts';
import { renderReport } from './render-report.ts';
import type { Workspace } from './workspace.ts';

/**
 * Writes the report of a record, and a copy of it where it is the newest: `claims.html` of measured claims, `latest.html` of what has an
 * outcome. Returns the path of the copy, or of the report where there is none.
 */
export async function publishReport(record: Recorded, workspace: Workspace, isNewest: boolean): Promise<string> {
  const html = await renderReport(record);
  const own = join(workspace.reports, `${record.id}.html`);
  await writeAtomically(own, html, 'replace');
  if (!isNewest) return own;
  const newest = join(workspace.reports, record.format === 'loadline-claims' ? 'claims.html' : 'latest.html');
  await writeAtomically(newest, html, 'replace');
  return newest;
}
