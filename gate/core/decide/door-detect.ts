import { type Detection, detectChanges } from './detect.ts';
import { asFields, asList, asNumber, asWord, DocumentFault } from './document.ts';
import { DIRECTIONS } from './door-paired.ts';

/** The answer to one series: one line of `loadline detect --json`; `id` is there when the series has one. */
export type DetectAnswer =
  | { readonly kind: 'detection'; readonly detection: Detection & { readonly id?: unknown } }
  | { readonly kind: 'error'; readonly message: string; readonly id?: unknown };

/** The series of a document: those in its `series`, else the document itself, which then is one line of many. */
export function seriesOf(document: unknown): readonly unknown[] {
  if (typeof document === 'object' && document !== null && 'series' in document && Array.isArray(document.series)) {
    return document.series;
  }
  return [document];
}

/** Detects the changes of `{"id":…,"better":"lower","values":[…]}`; what is not such a series is an error with the place of the fault. */
export function detectDocument(document: unknown): DetectAnswer {
  let id: { readonly id?: unknown } = {};
  try {
    const fields = asFields(document, '');
    if (fields.id !== undefined) id = { id: fields.id };
    const better = asWord(fields.better, 'better', DIRECTIONS);
    const values = asList(fields.values, 'values').map((value, position) => asNumber(value, `values[${position}]`, 0));
    return { kind: 'detection', detection: { ...id, ...detectChanges(values, better) } };
  } catch (fault) {
    if (fault instanceof DocumentFault) return { kind: 'error', message: fault.message, ...id };
    throw fault;
  }
}
