import { claimsOutcome } from '../../core/decide/claims-outcome.ts';
import type { Outcome } from '../../core/model/verdict.ts';
import { parseClaimsRecord } from '../../ingest/claims-record.ts';
import { parseComparisonRecord } from '../../ingest/comparison-record.ts';
import { parseRunRecord } from '../../ingest/run-record.ts';
import { isUnmeasured } from '../judge-claims.ts';
import type { Recorded } from '../recorded.ts';
import { renderReport } from '../render-report.ts';
import { type BundleManifest, RECORD, REPORT } from './bundle.ts';
import { findChanges } from './find-changes.ts';
import { firstDifference, recompute } from './recompute.ts';

/** What became of a check, one sentence a finding. */
export interface CheckedBundle {
  readonly id: string;
  /** `null`: the record was changed, and nobody should believe what it says. */
  readonly outcome: Outcome | null;
  readonly holds: readonly string[];
  /** What the bundle alone cannot show. */
  readonly unchecked: readonly string[];
  /** Empty: the bundle is verified. */
  readonly differences: readonly string[];
}

/**
 * Checks a bundle: every byte against the hashes, the verdicts against the measured part, the report against the record.
 * `version` is that of this loadline. Throws GateError BUNDLE_UNREADABLE, RECORD_UNREADABLE or RECORD_TOO_NEW.
 */
export async function checkBundle(archive: Buffer, name: string, version: string): Promise<CheckedBundle> {
  const { manifest, record: text, report, changes } = findChanges(archive, name);
  const { id } = manifest;
  if (changes.length > 0) return { id, outcome: null, holds: [], unchecked: [], differences: changes };
  const record = PARSERS[manifest.kind](text, RECORD);
  const findings: readonly Finding[] = [
    { kind: 'holds', says: 'every byte is as it was packed.' },
    checkId(record, id),
    checkVerdicts(record, version),
    ...takenAsTheyStand(record),
    await checkReport(record, report, manifest, version),
  ];
  const found = (kind: Finding['kind']) => findings.filter((finding) => finding.kind === kind).map(({ says }) => says);
  return {
    id,
    outcome: record.format === 'loadline-claims' ? claimsOutcome(record.results) : record.outcome,
    holds: found('holds'),
    unchecked: found('unchecked'),
    differences: found('differs'),
  };
}

interface Finding {
  readonly kind: 'holds' | 'unchecked' | 'differs';
  readonly says: string;
}

function checkId(record: Recorded, id: string): Finding {
  if (record.id === id) return { kind: 'holds', says: 'record and manifest speak of one id.' };
  return { kind: 'differs', says: `the record is of ${record.id}, the manifest of ${id}.` };
}

function checkVerdicts(record: Recorded, version: string): Finding {
  const { recorded, again } = recompute(record);
  const difference = firstDifference(recorded, again);
  if (difference === null) {
    return { kind: 'holds', says: 'the verdicts are those that the measured part gives again, bit for bit.' };
  }
  const judgedBy = record.manifest.loadlineVersion;
  const versions = judgedBy === version ? '' : ` (judged by loadline ${judgedBy}, this is ${version})`;
  return { kind: 'differs', says: `${RECORD}: ${difference}${versions}.` };
}

/** What a record says without holding what it was made from. */
function takenAsTheyStand(record: Recorded): readonly Finding[] {
  if (record.format === 'loadline-claims') {
    const count = record.results.filter((result) => isUnmeasured(result, record)).length;
    const taken = count === 1 ? 'one result is taken as it stands' : `${count} results are taken as they stand`;
    const says = `${taken}: of what could not be measured there is nothing to judge.`;
    return count === 0 ? [] : [{ kind: 'unchecked', says }];
  }
  if (record.format === 'loadline-comparison' || record.history === null || record.history.question !== null) return [];
  return [{ kind: 'unchecked', says: 'what history said is taken as it stands: that history is not in the record.' }];
}

async function checkReport(
  record: Recorded,
  report: string,
  { loadlineVersion }: BundleManifest,
  version: string,
): Promise<Finding> {
  if (loadlineVersion !== version) {
    const says = `the report was drawn by loadline ${loadlineVersion}, this is ${version}: it was not drawn again.`;
    return { kind: 'unchecked', says };
  }
  if ((await renderReport(record)) === report)
    return { kind: 'holds', says: 'the report is the one that the record gives.' };
  return { kind: 'differs', says: `${REPORT} is not the report that ${RECORD} gives.` };
}

const PARSERS: Readonly<Record<Recorded['format'], (text: string, name: string) => Recorded>> = {
  'loadline-run': parseRunRecord,
  'loadline-comparison': parseComparisonRecord,
  'loadline-claims': parseClaimsRecord,
};
