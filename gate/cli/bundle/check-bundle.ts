import type { ComparisonRecord } from '../../core/model/comparison-record.ts';
import type { RunRecord } from '../../core/model/run-record.ts';
import { parseComparisonRecord } from '../../ingest/comparison-record.ts';
import { parseRunRecord } from '../../ingest/run-record.ts';
import { renderReport } from '../render-report.ts';
import { RECORD, REPORT } from './bundle.ts';
import { findChanges } from './find-changes.ts';
import { firstDifference, recompute } from './recompute.ts';

/** What became of a check, one sentence a finding. */
export interface CheckedBundle {
  readonly id: string;
  /** `null`: the record was changed, and nobody should believe what it says. */
  readonly record: RunRecord | ComparisonRecord | null;
  /** What holds. */
  readonly holds: readonly string[];
  /** What does not; empty: the bundle is verified. */
  readonly differences: readonly string[];
}

/**
 * Checks a bundle: every byte against the hashes, the verdicts against the measured part, the report against the record.
 * `version` is that of this loadline. Throws GateError BUNDLE_UNREADABLE, RECORD_UNREADABLE or RECORD_TOO_NEW.
 */
export async function checkBundle(archive: Buffer, name: string, version: string): Promise<CheckedBundle> {
  const { manifest, record: text, report, changes } = findChanges(archive, name);
  const { id } = manifest;
  if (changes.length > 0) return { id, record: null, holds: [], differences: changes };
  const record = parse(text, manifest.kind);
  const { recorded, again } = recompute(record);
  const verdict = firstDifference(recorded, again);
  const isRedrawn = manifest.loadlineVersion === version;
  const isSameReport = !isRedrawn || (await renderReport(record)) === report;
  const judgedBy = record.manifest.loadlineVersion;
  const checks: readonly (readonly [boolean, string, string])[] = [
    [true, 'every byte is as it was packed', ''],
    [record.id === id, 'record and manifest speak of one id', `the record is of ${record.id}, the manifest of ${id}.`],
    [
      verdict === null,
      'the verdicts are those that the measured part gives again, bit for bit',
      `${RECORD}: ${verdict}${judgedBy === version ? '' : ` (judged by loadline ${judgedBy}, this is ${version})`}.`,
    ],
    [
      isSameReport,
      isRedrawn
        ? 'the report is the one that the record gives'
        : `the report was drawn by loadline ${manifest.loadlineVersion}, this is ${version}: it was not drawn again`,
      `${REPORT} is not the report that ${RECORD} gives.`,
    ],
  ];
  return {
    id,
    record,
    holds: checks.filter(([isTrue]) => isTrue).map(([, holds]) => holds),
    differences: checks.filter(([isTrue]) => !isTrue).map(([, , differs]) => differs),
  };
}

function parse(text: string, kind: (RunRecord | ComparisonRecord)['format']): RunRecord | ComparisonRecord {
  return kind === 'loadline-comparison' ? parseComparisonRecord(text, RECORD) : parseRunRecord(text, RECORD);
}
