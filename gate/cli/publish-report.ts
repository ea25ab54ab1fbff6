import { join } from 'node:path';
import type { ComparisonRecord } from '../core/model/comparison-record.ts';
import type { RunRecord } from '../core/model/run-record.ts';
import { writeAtomically } from '../store/atomic-file.ts';
import { renderReport } from './render-report.ts';
import type { Workspace } from './workspace.ts';

/** Writes the report of a run or a comparison, and `latest.html` as a copy of it where it is the newest; returns the path. */
export async function publishReport(
  record: RunRecord | ComparisonRecord,
  workspace: Workspace,
  isNewest: boolean,
): Promise<string> {
  const html = await renderReport(record);
  const own = join(workspace.reports, `${record.id}.html`);
  await writeAtomically(own, html, 'replace');
  if (!isNewest) return own;
  const latest = join(workspace.reports, 'latest.html');
  await writeAtomically(latest, html, 'replace');
  return latest;
}
