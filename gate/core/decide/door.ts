import type { Warning } from '../model/verdict.ts';
import { asFields, asWord, DocumentFault, type Fields } from './document.ts';
import { judgeHistoryDocument } from './door-history.ts';
import { judgePairedDocument } from './door-paired.ts';
import { judgeTargetDocument } from './door-target.ts';

/** What every design answers: one line of `loadline judge --json`. Numbers are relative changes, positive is worse; shares for a target. */
export interface DoorVerdict {
  readonly verdict: string;
  readonly reason: string;
  readonly estimate: number | null;
  /** Holds the true value with the confidence `level`, both ends together. */
  readonly interval: readonly [number, number] | null;
  readonly level: number;
  readonly mde: number | null;
  readonly n: number;
  /** How many times the data were looked at until the verdict was certain. */
  readonly looks: number;
  readonly warnings: readonly Warning[];
}

/** The answer to one document; `id` is there when the document has one. */
export type DoorAnswer =
  | { readonly kind: 'verdict'; readonly verdict: DoorVerdict & { readonly id?: unknown } }
  | { readonly kind: 'error'; readonly message: string; readonly id?: unknown };

const DESIGNS = ['target', 'paired', 'history'] as const;

/**
 * Judges one recorded document by the design it names; a document that is not what docs/statistics.md describes is an error with the
 * place of the fault. A pure function: the same document gives the same bytes.
 */
export function judgeDocument(document: unknown): DoorAnswer {
  let id: { readonly id?: unknown } = {};
  try {
    const fields = asFields(document, '');
    if (fields.id !== undefined) id = { id: fields.id };
    return { kind: 'verdict', verdict: { ...id, ...judge(fields) } };
  } catch (fault) {
    if (fault instanceof DocumentFault) return { kind: 'error', message: fault.message, ...id };
    throw fault;
  }
}

function judge(fields: Fields): DoorVerdict {
  const design = asWord(fields.design, 'design', DESIGNS);
  switch (design) {
    case 'target':
      return judgeTargetDocument(fields);
    case 'paired':
      return judgePairedDocument(fields);
    case 'history':
      return judgeHistoryDocument(fields);
  }
}
