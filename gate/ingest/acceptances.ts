import { z } from 'zod';
import type { Acceptance } from '../core/model/history.ts';
import { metricName, name } from './record-parts.ts';
import { type DocumentKind, parseDocument } from './stored-document.ts';

/** `loadline.accepted.json`: deliberate changes of level, reviewed like code. */
export interface AcceptanceFile {
  readonly format: 'loadline-accepted';
  readonly version: 1;
  readonly accepted: readonly Acceptance[];
}

/** Shape of an accepted change. */
export const acceptance = z.strictObject({
  benchmark: name,
  ...metricName,
  reason: name,
  by: name,
  at: z.iso.datetime(),
  run: name,
  until: z.iso.date().nullable(),
});

const ACCEPTANCE_FILE: DocumentKind<AcceptanceFile> = {
  format: 'loadline-accepted',
  called: 'ledger of accepted changes',
  version: 1,
  upgrades: {},
  schema: z.object({
    format: z.literal('loadline-accepted'),
    version: z.literal(1),
    accepted: z.array(acceptance),
  }),
};

/** The ledger, checked; `path` is for the error. Throws GateError RECORD_UNREADABLE or RECORD_TOO_NEW. */
export function parseAcceptances(text: string, path: string): readonly Acceptance[] {
  return parseDocument(text, path, ACCEPTANCE_FILE).accepted;
}

/** The ledger as it is written: by benchmark, metric, route and time, one key a line, so that a change reads well in a review. */
export function acceptanceText(accepted: readonly Acceptance[]): string {
  const keyOf = ({ benchmark, metric, route, at }: Acceptance) => [benchmark, metric, route ?? '', at].join('\0');
  const sorted = [...accepted].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const file: AcceptanceFile = { format: 'loadline-accepted', version: 1, accepted: sorted };
  return `${JSON.stringify(file, null, 2)}\n`;
}
