import { z } from 'zod';
import type { HistoryEntry } from '../core/model/history.ts';
import { benchmark, direction, environment, git, id, metricName, name, nullable, outcome } from './record-parts.ts';
import { type DocumentKind, parseDocument } from './stored-document.ts';

/** Shape of a history entry. */
export const historyEntry = z.object({
  format: z.literal('loadline-history'),
  version: z.literal(1),
  id,
  startedAt: z.iso.datetime(),
  benchmark,
  subject: name,
  profile: nullable(z.string()),
  git,
  environment,
  plan: nullable(z.string()),
  facts: nullable(z.record(z.string(), z.string())).default(null),
  outcome,
  exclusion: nullable(z.string()),
  calibratorMs: nullable(z.number().positive()),
  metrics: z.array(z.object({ ...metricName, unit: z.string(), better: direction, value: z.number() })),
});

const HISTORY_ENTRY: DocumentKind<HistoryEntry> = {
  format: 'loadline-history',
  called: 'history entry',
  version: 1,
  upgrades: {},
  schema: historyEntry,
};

/** A stored history entry, checked; `name` is for the error. Throws GateError RECORD_UNREADABLE or RECORD_TOO_NEW. */
export function parseHistoryEntry(text: string, name: string): HistoryEntry {
  return parseDocument(text, name, HISTORY_ENTRY);
}
