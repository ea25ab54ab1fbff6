import type { ComparisonRecord } from '../core/model/comparison-record.ts';
import { comparisonRecordSchema } from './comparison-record-schema.ts';
import { type DocumentKind, parseDocument, unreadable } from './stored-document.ts';

const COMPARISON_RECORD: DocumentKind<ComparisonRecord> = {
  format: 'loadline-comparison',
  called: 'comparison record',
  version: 1,
  upgrades: {},
  schema: comparisonRecordSchema,
};

/** A stored comparison record, checked; `name` is for the error. Throws GateError RECORD_UNREADABLE or RECORD_TOO_NEW. */
export function parseComparisonRecord(text: string, name: string): ComparisonRecord {
  const record = parseDocument(text, name, COMPARISON_RECORD);
  if (isPassUnfounded(record)) {
    throw unreadable(name, COMPARISON_RECORD, 'outcome: says "pass", and its verdicts do not');
  }
  return record;
}

/** A pass that the record's own verdicts do not bear out: one needs primary metrics, and each of them shown not to be worse. */
function isPassUnfounded({ outcome, metrics }: ComparisonRecord): boolean {
  if (outcome !== 'pass') return false;
  const primary = metrics.filter(({ role }) => role === 'primary');
  return (
    primary.length === 0 ||
    primary.some(({ comparison: { verdict, n } }) => n === 0 || (verdict !== 'unchanged' && verdict !== 'improvement'))
  );
}
