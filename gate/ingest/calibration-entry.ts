import { z } from 'zod';
import type { CalibrationEntry } from '../core/model/calibration.ts';
import { comparisonPlan, metricComparison } from './comparison-record-schema.ts';
import { benchmark, environment, git, id, name, nullable, outcome } from './record-parts.ts';
import { type DocumentKind, parseDocument } from './stored-document.ts';

const CALIBRATION_ENTRY: DocumentKind<CalibrationEntry> = {
  format: 'loadline-calibration',
  called: 'calibration entry',
  version: 1,
  upgrades: {},
  schema: z.object({
    format: z.literal('loadline-calibration'),
    version: z.literal(1),
    id,
    startedAt: z.iso.datetime(),
    benchmark,
    subject: name,
    git,
    environment,
    plan: comparisonPlan,
    injected: nullable(z.object({ share: z.number().positive(), microseconds: z.int().positive() })),
    outcome,
    metrics: z.array(metricComparison),
  }),
};

/** A stored calibration entry, checked; `name` is for the error. Throws GateError RECORD_UNREADABLE or RECORD_TOO_NEW. */
export function parseCalibrationEntry(text: string, name: string): CalibrationEntry {
  return parseDocument(text, name, CALIBRATION_ENTRY);
}
