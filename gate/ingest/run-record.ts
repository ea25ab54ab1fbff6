import { concludeCapacity } from '../core/decide/capacity.ts';
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

/** A pass that the record's own verdicts do not bear out: those of its targets, of its stages, or of history where that counts. */
function isPassUnfounded({ outcome, capacity, targets, history }: RunRecord): boolean {
  if (outcome !== 'pass') return false;
  if (history?.isDecisive === true && history.outcome !== 'pass') return true;
  if (capacity !== null) return concludeCapacity(capacity) !== 'pass';
  return (
    targets.length === 0 ||
    targets.some(({ verdict, n, observed }) => verdict !== 'met' || n === 0 || observed === null)
  );
}
