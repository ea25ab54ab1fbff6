import { z } from 'zod';
import {
  benchmark,
  count,
  direction,
  environment,
  evidence,
  facts,
  git,
  id,
  manifest,
  name,
  nullable,
  outcome,
  problem,
  series,
  share,
  warning,
} from './record-parts.ts';

const seconds = z.number().min(0);
const margin = z.number().gt(0).lt(1);
const metricName = { metric: name, route: nullable(z.string()) };

const variant = z.object({
  label: name.describe('For people: `main~1 (1a2b3c4)`, `http://127.0.0.1:8080`, `POOL_MAX=10`'),
  git,
  url: nullable(z.string()),
  env: z.record(z.string(), z.string()).describe('Variables that make this side, as the command line holds them'),
  facts,
});

export const comparisonPlan = z.object({
  primary: z.array(z.object(metricName)),
  margin,
  margins: z.record(name, margin),
  looks: z.array(z.int().min(1)).min(1).refine(isRising, 'do not rise'),
  launchSpread: z.number().min(0),
  blockSeconds: z.number().positive(),
  warmUpSeconds: seconds,
  durationSeconds: seconds,
  rate: nullable(z.number().positive()),
});

const side = z.object({ series: z.array(series), evidence });

const launch = z.object({
  startedAt: z.iso.datetime(),
  startedFirst: z.enum(['baseline', 'candidate']),
  blockSeconds: z.number().positive(),
  warmUpSeconds: seconds,
  durationSeconds: seconds,
  baseline: side,
  candidate: side,
});

const comparison = z.object({
  verdict: z.enum(['regression', 'improvement', 'unchanged', 'inconclusive', 'invalid']),
  reason: z.string(),
  estimate: nullable(z.number()).describe('Relative change as a fraction; positive is worse'),
  interval: nullable(z.tuple([z.number(), z.number()])).describe('One-sided bounds, each with confidence `level`'),
  level: share,
  mde: nullable(z.number()).describe('The change that these data would have shown with 80 % power'),
  n: count,
  looks: count,
  pValue: nullable(share),
  warnings: z.array(warning),
});

export const metricComparison = z.object({
  ...metricName,
  unit: z.string(),
  better: direction,
  role: z.enum(['primary', 'secondary']),
  margin: z.number(),
  baseline: nullable(z.number()),
  candidate: nullable(z.number()),
  comparison,
  adjustedP: nullable(share),
  launches: z.array(nullable(z.number())).describe('Relative change of each launch alone; positive is worse'),
});

const calibration = z.object({
  machineClass: name,
  comparisons: count,
  verdicts: count,
  falseAlarms: count,
  rateLowerBound: share,
  isAdvisory: z.boolean(),
  mde: z.record(z.string(), z.number()),
});

const both = { baseline: z.number(), candidate: z.number() };
const difference = z.object({ name: z.string(), ...both });

const explanation = z.object({
  phases: z.array(difference),
  statements: z.array(z.object({ text: z.string(), calls: z.object(both), ms: z.object(both) })),
  commands: z.array(difference),
  functions: z.array(z.object({ name: z.string(), location: z.string(), ...both })),
  gaps: z.array(z.string()),
});

/**
 * Shape of a comparison record, version 1; the published JSON Schema (docs/comparison-record.schema.json) is made from
 * it. Keys that it does not name are passed over, so that a later addition stays readable.
 */
export const comparisonRecordSchema = z.object({
  format: z.literal('loadline-comparison'),
  version: z.literal(1),
  id,
  startedAt: z.iso.datetime(),
  benchmark,
  subject: name,
  baseline: variant,
  candidate: variant,
  manifest: manifest.omit({ git: true }),
  environment,
  plan: comparisonPlan,
  launches: z.array(launch),
  problems: z.array(problem),
  metrics: z.array(metricComparison),
  outcome,
  secondsToVerdict: seconds,
  calibration: nullable(calibration),
  explanation: nullable(explanation),
});

function isRising(looks: readonly number[]): boolean {
  return looks.every((look, position) => look > (looks[position - 1] ?? 0));
}
