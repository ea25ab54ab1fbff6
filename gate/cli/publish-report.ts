import { join } from 'node:path';
import type { RunRecord } from '../core/model/run-record.ts';
import { writeAtomically } from '../store/atomic-file.ts';
import type { Workspace } from './workspace.ts';

/** Writes a run's report, and `latest.html` as a copy of it where the run is the newest; returns the path. */
export async function publishReport(record: RunRecord, workspace: Workspace, isNewest: boolean): Promise<string> {
  // Loaded only here: the chart library takes half a second, which no other command should pay.
  const { renderRunReport } = await import('../../reports/render-run-report.ts');
  const html = renderRunReport(record);
  const own = join(workspace.reports, `${record.id}.html`);
  await writeAtomically(own, html, 'replace');
  if (!isNewest) return own;
  const latest = join(workspace.reports, 'latest.html');
  await writeAtomically(latest, html, 'replace');
  return latest;
}
