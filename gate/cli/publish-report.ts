import { join } from 'node:path';
import type { RunRecord } from '../core/model/run-record.ts';
import { writeAtomically } from '../store/atomic-file.ts';
import type { Workspace } from './workspace.ts';

/** Writes a run's report, and `latest.html` as a copy of it; returns the path of the latter. */
export async function publishReport(record: RunRecord, workspace: Workspace): Promise<string> {
  // Loaded only here: the chart library takes half a second, which no other command should pay.
  const { renderRunReport } = await import('../../reports/render-run-report.ts');
  const html = renderRunReport(record);
  const latest = join(workspace.reports, 'latest.html');
  await writeAtomically(join(workspace.reports, `${record.id}.html`), html, 'replace');
  await writeAtomically(latest, html, 'replace');
  return latest;
}
