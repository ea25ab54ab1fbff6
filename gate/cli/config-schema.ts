import { z } from 'zod';

const name = z.string().min(1);
const direction = z.enum(['lower', 'higher']);
const positive = z.number().positive();
const variables = z.record(name, z.string());

const target = z
  .strictObject({
    metric: name.describe('`error-rate`, `hit-rate`, … or `latency.p95`: series, then statistic for a distribution'),
    route: name.exactOptional().describe('Only this route; left out: all requests together'),
    below: z.number().exactOptional().describe("Upper limit, in the series' unit: ms, bytes, 1/s, share of 1"),
    above: z.number().exactOptional().describe("Lower limit, in the series' unit: ms, bytes, 1/s, share of 1"),
    source: name.describe('Where the number comes from'),
    note: z.string().exactOptional(),
  })
  .refine((value) => (value.below === undefined) !== (value.above === undefined), {
    message: 'a target has exactly one of "below" and "above"',
  });

const counterSeries = z.union([
  z.strictObject({
    numerator: z.array(name).min(1),
    denominator: z.array(name).min(1),
    scale: positive.exactOptional(),
    unit: name,
    better: direction,
  }),
  z.strictObject({ gauge: name, scale: positive.exactOptional(), unit: name, better: direction }),
]);

const subject = z.strictObject({
  command: z.array(name).min(1).exactOptional().describe('How to start it; PORT is set to a free loopback port'),
  url: name.describe('`http://127.0.0.1:{port}`: `{port}` becomes the free port'),
  readyPath: z.string().startsWith('/').exactOptional(),
  readySeconds: positive.exactOptional(),
  env: variables.exactOptional(),
  counters: z.strictObject({ path: z.string().startsWith('/'), series: z.record(name, counterSeries) }).exactOptional(),
  install: z.array(name).min(1).exactOptional().describe('Run once in a fresh checkout of a revision'),
  services: z
    .array(name)
    .min(1)
    .exactOptional()
    .describe('Provides what two sides must not share; prints one JSON line'),
  explain: z.string().startsWith('/').exactOptional().describe('Path of the work totals that explain a regression'),
  inject: variables
    .exactOptional()
    .describe('Variables that slow a side down; `{us}` becomes microseconds per request'),
  facts: name.exactOptional().describe('Prometheus info series whose labels are kept as facts of the subject'),
});

const scenario = z.strictObject({
  script: name.describe("Path of the k6 script, from the config file's folder"),
  rate: positive.exactOptional().describe('Iterations per second, passed to the script as RATE'),
  durationSeconds: positive.exactOptional().describe('Judged part, passed as DURATION'),
  warmUpSeconds: z.number().min(0).exactOptional().describe('Before the judged part, passed as WARM_UP'),
  judged: z.enum(['steady', 'stages']).exactOptional(),
  profile: name.exactOptional().describe('Judged by where the command line names none; left out: the first profile'),
  env: variables.exactOptional(),
});

const profile = z.strictObject({
  targets: z.array(target),
  subject: name.exactOptional().describe('Judged by them where the command line names none; left out: the first'),
  scenario: name.exactOptional().describe('Run by `--profile` where the command line names none; left out: the first'),
});

const suite = z.strictObject({
  tool: z.enum(['tinybench', 'autocannon']),
  command: z.array(name).min(1),
  targets: z.array(target).exactOptional(),
});

const margin = z.number().gt(0).lt(1);
const primary = z.array(z.strictObject({ metric: name, route: name.exactOptional() })).min(1);

const compare = z.strictObject({
  primary: primary.exactOptional().describe('Metrics that decide, besides the error rate'),
  margin: margin.exactOptional().describe('Smallest relative change that matters; default .05, .03 for micro'),
  margins: z.record(name, margin).exactOptional().describe('The same by metric'),
  looks: z
    .array(z.number().int().positive())
    .min(1)
    .refine((looks) => looks.every((look, position) => look > (looks[position - 1] ?? 0)), { message: 'looks rise' })
    .exactOptional()
    .describe('Numbers of launches after which the data are looked at; default 1 to 5'),
  scenario: name.exactOptional().describe('Default: the first'),
  rate: positive.exactOptional().describe('Iterations per second of both sides together'),
  durationSeconds: positive.exactOptional().describe('Judged part of each launch'),
  warmUpSeconds: z.number().min(0).exactOptional(),
});

const history = z.strictObject({
  branch: name
    .exactOptional()
    .describe('Only runs of this branch become baselines; default: the default branch of the repository'),
  primary: primary.exactOptional(),
  gitBranch: name.exactOptional().describe('Orphan branch through which CI jobs share history'),
});

const claims = z.strictObject({
  registry: name.describe('Folder of the claim registry: every .json in it is a part'),
  subject: name.exactOptional().describe('Default: the first'),
  lab: variables.exactOptional().describe("Variables that open the subject's lab; `{key}` becomes a key that is drawn"),
});

/** Shape of `loadline.config.*`; the published JSON Schema (docs/config.schema.json) is made from it. */
export const configSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  subjects: z.record(name, subject),
  scenarios: z.record(name, scenario).exactOptional(),
  suites: z.record(name, suite).exactOptional(),
  profiles: z.record(name, z.union([z.array(target), profile])).exactOptional(),
  compare: compare.exactOptional(),
  history: history.exactOptional(),
  claims: claims.exactOptional(),
});
