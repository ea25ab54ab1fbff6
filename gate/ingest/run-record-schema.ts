import { z } from 'zod';
import {
  benchmark,
  environment,
  evidence,
  facts,
  id,
  manifest,
  name,
  nullable,
  outcome,
  problem,
  series,
  stage,
  targetResult,
} from './record-parts.ts';

const capacity = z.object({
  highestRate: nullable(z.number()),
  stages: z.array(
    z.object({
      stage,
      outcome,
      achievedRate: z.number().min(0),
      problems: z.array(problem),
      targets: z.array(targetResult),
    }),
  ),
});

/**
 * Shape of a run record, version 1; the published JSON Schema (docs/run-record.schema.json) is made from it. Keys that it
 * does not name are passed over, so that a later addition stays readable.
 */
export const runRecordSchema = z.object({
  format: z.literal('loadline-run'),
  version: z.literal(1),
  id,
  startedAt: z.iso.datetime(),
  benchmark,
  profile: nullable(z.string()),
  subject: z.object({ name, url: nullable(z.string()), facts }),
  manifest,
  environment,
  measurement: z.object({
    blockSeconds: z.number().positive(),
    warmUpSeconds: z.number().min(0),
    durationSeconds: z.number().min(0),
    stages: z.array(stage),
    series: z.array(series),
  }),
  evidence,
  problems: z.array(problem),
  targets: z.array(targetResult),
  capacity: nullable(capacity),
  outcome,
});
