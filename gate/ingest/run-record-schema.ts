import { z } from 'zod';
import { acceptance } from './acceptances.ts';
import { historyEntry } from './history-entry.ts';
import {
  benchmark,
  comparison,
  direction,
  environment,
  evidence,
  facts,
  id,
  manifest,
  metricName,
  name,
  nullable,
  outcome,
  problem,
  role,
  series,
  stage,
  targetResult,
} from './record-parts.ts';

const positive = z.number().positive();

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

const plan = z.object({
  rate: nullable(positive).describe('Iterations per second'),
  durationSeconds: nullable(positive),
  warmUpSeconds: z.number().min(0),
  seed: nullable(z.number()),
  changes: z.array(z.string()).describe('What the command line changed of the configuration, in words'),
});

const againstHistory = z.object({
  history: z.array(historyEntry),
  candidate: historyEntry,
  confirmation: nullable(historyEntry),
  acceptances: z.array(acceptance),
  primary: z.array(z.object(metricName)),
  margin: z.number().gt(0).lt(1),
  margins: z.record(z.string(), z.number().gt(0).lt(1)),
  spreads: z.record(z.string(), z.number().min(0)),
  now: z.iso.datetime(),
});

const history = z.object({
  baseline: z.string(),
  calibrator: z.enum(['in its band', 'beyond its band', 'not measured']),
  metrics: z.array(
    z.object({
      ...metricName,
      unit: z.string(),
      better: direction,
      role,
      margin: z.number().gt(0).lt(1),
      value: z.number(),
      confirmation: nullable(z.number()),
      comparison,
      adjustedP: nullable(z.number().min(0).max(1)),
    }),
  ),
  isDecisive: z.boolean(),
  question: nullable(againstHistory).default(null).describe('What the judgement was made from'),
  outcome,
});

/**
 * Shape of a run record, version 2; the published JSON Schema (docs/run-record.schema.json) is made from it. Keys that it
 * does not name are passed over, so that a later addition stays readable.
 */
export const runRecordSchema = z.object({
  format: z.literal('loadline-run'),
  version: z.literal(2),
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
  plan: nullable(plan),
  calibrator: nullable(z.object({ beforeMs: z.array(positive), afterMs: z.array(positive) })),
  history: nullable(history),
  outcome,
});
