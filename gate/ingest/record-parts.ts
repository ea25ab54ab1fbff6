import { z } from 'zod';
import { BUCKETS } from '../core/stats/histogram.ts';

// The parts that stored documents share: run records, comparison records, history entries.

export const count = z.int().min(0);
export const share = z.number().min(0).max(1);
export const name = z.string().min(1);
export const nullable = <Schema extends z.ZodType>(schema: Schema) => schema.nullable();
export const direction = z.enum(['lower', 'higher']);
export const outcome = z.enum(['pass', 'fail', 'undecided']);

export const warning = z.object({ code: name, message: z.string() });
export const problem = warning.extend({
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

export const targetResult = z.object({
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

export const series = z.discriminatedUnion('kind', [
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

export const stage = z.object({
  name: z.string(),
  from: z.number(),
  until: z.number(),
  fromRate: z.number().min(0),
  toRate: z.number().min(0),
});

export const git = nullable(z.object({ commit: name, branch: nullable(z.string()), isClean: z.boolean() }));

export const manifest = z.object({
  command: z.array(z.string()),
  loadlineVersion: name,
  tool: z.object({ name, version: z.string(), exitCode: nullable(z.int()), signal: nullable(z.string()) }),
  script: nullable(z.object({ path: name, sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
  options: z.unknown(),
  seed: nullable(z.number()),
  passedVariables: z.array(z.string()).describe('Names only; values are never recorded'),
  git,
  endedAt: z.iso.datetime(),
});

export const environment = z.object({
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

export const evidence = z.object({
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

/** `20261121T104500Z-load-3f2a9c`. */
export const id = z.string().regex(/^\d{8}T\d{6}Z-[a-z0-9-]+$/);

export const benchmark = z.object({ kind: z.enum(['load', 'micro', 'capacity']), name });

/** What the subject says of itself. */
export const facts = z.record(z.string(), z.string());

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

export const metricName = { metric: name, route: nullable(z.string()) };

export const role = z.enum(['primary', 'secondary']);

const bounds = z.tuple([z.number(), z.number()]);

export const comparison = z.object({
  verdict: z.enum(['regression', 'improvement', 'unchanged', 'inconclusive', 'invalid']),
  reason: z.string(),
  estimate: nullable(z.number()).describe('Relative change; positive is worse'),
  interval: nullable(bounds).describe('One-sided bounds, each with confidence `level`'),
  level: share,
  mde: nullable(z.number()).describe('The change that these data would have shown with 80 % power'),
  n: z.number().min(0),
  looks: count,
  pValue: nullable(share),
  warnings: z.array(warning),
});
