import { concludeCapacity } from '../core/decide/capacity.ts';
import { concludeWithHistory } from '../core/history/conclude-with-history.ts';
import type { RunRecord } from '../core/model/run-record.ts';
import { runRecordSchema } from './run-record-schema.ts';
import { type DocumentKind, parseDocument, unreadable } from './stored-document.ts';

const RUN_RECORD: DocumentKind<RunRecord> = {
  format: 'loadline-run',
  called: 'run record',
  version: 2,
  // What version 1 did not keep.
  upgrades: { 1: (older) => ({ ...older, version: 2, plan: null, calibrator: null, history: null }) },
  schema: runRecordSchema,
};

/** A stored run record, checked; `name` is for the error. Throws GateError RECORD_UNREADABLE or RECORD_TOO_NEW. */
export function parseRunRecord(text: string, name: string): RunRecord {
  const record = parseDocument(text, name, RUN_RECORD);
  if (isPassUnfounded(record)) throw unreadable(name, RUN_RECORD, 'outcome: says "pass", and its verdicts do not');
  return record;
}

/** A pass that the record's own verdicts do not bear out: those of its targets, of its stages, or of history where that decides. */
function isPassUnfounded(record: RunRecord): boolean {
  const { outcome, capacity, targets, history } = record;
  if (outcome !== 'pass') return false;
  const isMet = targets.every(({ verdict, n, observed }) => verdict === 'met' && n > 0 && observed !== null);
  const ofTargets =
    capacity === null ? (targets.length > 0 && isMet ? 'pass' : 'undecided') : concludeCapacity(capacity);
  return concludeWithHistory(record, ofTargets, history) !== 'pass';
}
