import { concludeCapacity } from '../core/decide/capacity.ts';
import { GateError } from '../core/model/gate-error.ts';
import type { RunRecord } from '../core/model/run-record.ts';
import { runRecordSchema } from './run-record-schema.ts';

const CURRENT_VERSION = 1;

/**
 * What turns a record of an older version into one of the next: `UPGRADES[1]` would lead from 1 to 2. Records are never
 * rewritten; they are upgraded each time that they are read, and stay readable for ever.
 */
const UPGRADES: Readonly<Record<number, (older: unknown) => unknown>> = {};

/**
 * A stored run record, checked; `name` is for the error. Throws GateError RECORD_UNREADABLE (torn, foreign or damaged;
 * names the first place that is wrong) or RECORD_TOO_NEW.
 */
export function parseRunRecord(text: string, name: string): RunRecord {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw unreadable(name, 'it is cut off, or no JSON', cause);
  }
  const version = versionOf(content, name);
  for (let older = version; older < CURRENT_VERSION; older++) content = UPGRADES[older]?.(content);
  const parsed = runRecordSchema.safeParse(content);
  if (parsed.success) {
    if (isPassUnfounded(parsed.data)) throw unreadable(name, 'outcome: says "pass", and its verdicts do not');
    return parsed.data;
  }
  const issue = parsed.error.issues[0];
  throw unreadable(name, `${issue?.path.join('.') ?? 'the record'}: ${issue?.message ?? 'is not valid'}`);
}

/** A pass that the record's own verdicts do not bear out: those of its targets, or of its stages. */
function isPassUnfounded({ outcome, capacity, targets }: RunRecord): boolean {
  if (outcome !== 'pass') return false;
  if (capacity !== null) return concludeCapacity(capacity) !== 'pass';
  return (
    targets.length === 0 ||
    targets.some(({ verdict, n, observed }) => verdict !== 'met' || n === 0 || observed === null)
  );
}

function versionOf(content: unknown, name: string): number {
  if (typeof content !== 'object' || content === null || !('format' in content) || content.format !== 'loadline-run') {
    throw unreadable(name, 'it is no run record');
  }
  const version = 'version' in content ? content.version : undefined;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw unreadable(name, 'its version is no whole number');
  }
  if (version > CURRENT_VERSION) {
    throw new GateError({
      code: 'RECORD_TOO_NEW',
      message: `${name} is a run record of version ${version}; this loadline reads up to version ${CURRENT_VERSION}.`,
      advice: 'Update loadline to read it.',
    });
  }
  return version;
}

function unreadable(name: string, what: string, cause?: unknown): GateError {
  return new GateError({
    code: 'RECORD_UNREADABLE',
    message: `${name} cannot be read as a run record: ${what}.`,
    advice: 'Remove the file, or restore it from where it came; other records are not touched.',
    cause,
  });
}
