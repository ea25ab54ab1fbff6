import { z } from 'zod';
import { BUCKETS } from '../core/stats/histogram.ts';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const name = z.string().min(1);
const nullable = <Schema extends z.ZodType>(schema: Schema) => schema.nullable();
const direction = z.enum(['lower', 'higher']);
const outcome = z.enum(['pass', 'fail', 'undecided']);

const warning = z.object({ code: name, message: z.string() });
const problem = warning.extend({
  severity: z.enum(['invalid', 'warning']),
  route: nullable(z.string()),
  series: nullable(z.string()),
});

const target = z
  .object({
    metric: name,
    route: z.string().exactOptional(),
    below: z.number().exactOptional(),
    above: z.number().exactOptional(),
    source: z.string(),
    note: z.string().exactOptional(),
  })
  .describe('An absolute goal: one of below and above; neither: a threshold that cannot be judged');

const targetResult = z.object({
  target,
  unit: z.string(),
  verdict: z.enum(['met', 'missed', 'inconclusive', 'invalid']),
  reason: z.string(),
  observed: nullable(z.number()),
  interval: nullable(z.tuple([z.number(), z.number()])).describe('One-sided bounds, each with confidence `level`'),
  level: share,
  n: z.number().min(0),
  effectiveN: nullable(z.number().min(0)),
  warnings: z.array(warning),
});

const seriesName = { name, route: nullable(z.string()), unit: z.string(), better: direction };
const at = z.number().describe('Start of the block, in seconds since the first sample');

const series = z.discriminatedUnion('kind', [
  z.object({
    ...seriesName,
    kind: z.literal('distribution'),
    blocks: z.array(
      z.object({
        at,
        count,
        sum: z.number(),
        min: z.number(),
        max: z.number(),
        buckets: z
          .array(z.int().min(0))
          .refine(isBucketList, 'are not index and count in turn, by rising index')
          .describe('Bucket index and count in turn, by rising index'),
      }),
    ),
  }),
  z.object({
    ...seriesName,
    kind: z.literal('ratio'),
    blocks: z.array(z.object({ at, numerator: z.number(), denominator: z.number() })),
  }),
  z.object({ ...seriesName, kind: z.literal('level'), blocks: z.array(z.object({ at, value: z.number() })) }),
]);

const stage = z.object({
  name: z.string(),
  from: z.number(),
  until: z.number(),
  fromRate: z.number().min(0),
  toRate: z.number().min(0),
});

const manifest = z.object({
  command: z.array(z.string()),
  loadlineVersion: name,
  tool: z.object({ name, version: z.string(), exitCode: nullable(z.int()), signal: nullable(z.string()) }),
  script: nullable(z.object({ path: name, sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
  options: z.unknown(),
  seed: nullable(z.number()),
  passedVariables: z.array(z.string()).describe('Names only; values are never recorded'),
  git: nullable(z.object({ commit: name, branch: nullable(z.string()), isClean: z.boolean() })),
  endedAt: z.iso.datetime(),
});

const environment = z.object({
  machineClass: name,
  cpu: z.string(),
  cores: z.int().min(1),
  memoryBytes: z.number().min(0),
  arch: z.string(),
  kernel: z.string(),
  governor: nullable(z.string()),
  node: z.string(),
  runnerImage: nullable(z.string()),
});

const counts = z.record(z.string(), z.number().min(0));

const evidence = z.object({
  plannedIterations: nullable(z.number().min(0)),
  iterations: z.number().min(0),
  droppedIterations: z.number().min(0),
  isOpenModel: nullable(z.boolean()),
  generatorCpuShare: nullable(z.number().min(0)),
  otherCpuShare: nullable(z.number().min(0)),
  zeroDurationFailures: counts,
  failures: z.record(z.string(), counts),
  checks: z.record(z.string(), z.object({ passes: z.number().min(0), fails: z.number().min(0) })),
  foldedRoutes: count,
  unreadable: count,
  isTruncated: z.boolean(),
  scriptErrors: z.array(z.string()),
  missedCounterReads: count,
});

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
  id: z.string().regex(/^\d{8}T\d{6}Z-[a-z0-9-]+$/),
  startedAt: z.iso.datetime(),
  benchmark: z.object({ kind: z.enum(['load', 'micro', 'capacity']), name }),
  profile: nullable(z.string()),
  subject: z.object({ name, url: nullable(z.string()), facts: z.record(z.string(), z.string()) }),
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

function isBucketList(buckets: readonly number[]): boolean {
  if (buckets.length % 2 !== 0) return false;
  let before = -1;
  for (let position = 0; position < buckets.length; position += 2) {
    const index = buckets[position] ?? BUCKETS;
    if (index <= before || index >= BUCKETS) return false;
    before = index;
  }
  return true;
}
