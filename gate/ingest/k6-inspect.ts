import { z } from 'zod';
import { GateError } from '../core/model/gate-error.ts';
import type { Stage } from '../core/model/run-record.ts';
import type { Target } from '../core/model/target.ts';
import { arrivalStages, k6ScenarioSchema, plannedEnd, plannedIterations } from './k6-scenario.ts';
import { type K6Threshold, parseK6Threshold } from './k6-threshold.ts';
import { plannedArrivals, plannedStages } from './planned-stages.ts';
import type { WatchedSeries } from './watched-samples.ts';

/** What a script asks of k6, as far as it is known before the run. Times are seconds from the start of the load. */
export interface K6Plan {
  readonly scenarios: readonly string[];
  /** Names of the functions that they execute. */
  readonly functions: readonly string[];
  /** The planned rate over time; empty unless every scenario has an arrival rate. */
  readonly stages: readonly Stage[];
  /** `null` where a scenario runs as many as it can. */
  readonly plannedIterations: number | null;
  /** Every scenario has an arrival rate. */
  readonly isOpenModel: boolean;
  /** Without graceful stops; `null` where a scenario ends when it is done. */
  readonly plannedSeconds: number | null;
  /** The script's thresholds as targets, source `script`, over all requests of the run; without a limit where one cannot be judged. */
  readonly targets: readonly Target[];
  /** The series that those targets speak of, for `createK6CsvIngest`. */
  readonly watch: readonly WatchedSeries[];
  /** What k6 must write beside the samples (`--system-tags`), for us and for the selectors of the thresholds. */
  readonly systemTags: readonly string[];
}

/**
 * What is asked of every script. Each tag that k6 sets on each sample costs throughput (bench/observer); the last two are set on
 * failed requests and on checks alone.
 */
const OUR_TAGS = ['name', 'status', 'error_code', 'check'];
/** System tags that a threshold may select by besides ours; k6 writes them only when asked to. */
const FURTHER_TAGS = [
  'scenario',
  'expected_response',
  'method',
  'group',
  'proto',
  'subproto',
  'url',
  'error',
  'tls_version',
  'service',
  'ip',
  'ocsp_status',
];

const inspectSchema = z.object({
  scenarios: z.record(z.string(), k6ScenarioSchema),
  thresholds: z
    .record(
      z.string(),
      z.array(z.union([z.string(), z.object({ threshold: z.string() }).transform((one) => one.threshold)])),
    )
    .nullish(),
  /** k6's own list where the script has none. */
  systemTags: z.array(z.string()).nullish(),
});

/**
 * Reads the JSON of `k6 inspect --execution-requirements`, and the text of the script that it speaks of. Throws GateError
 * K6_PLAN_UNREADABLE when it is something else.
 */
export function readK6Plan(inspected: unknown, source: string): K6Plan {
  const parsed = inspectSchema.safeParse(inspected);
  if (!parsed.success) throw unreadable(parsed.error);
  const scenarios = Object.entries(parsed.data.scenarios);
  const arrivals = scenarios.map(([name, scenario]) => arrivalStages(name, scenario));
  const isOpenModel = arrivals.every((stages) => stages !== null);
  const thresholds = readThresholds(parsed.data.thresholds ?? {});
  const watch = uniqueByName(thresholds.flatMap(({ watched }) => watched ?? []));
  return {
    scenarios: scenarios.map(([name]) => name),
    functions: [...new Set(scenarios.map(([, { exec }]) => exec ?? 'default'))],
    stages: isOpenModel ? plannedStages(arrivals.flatMap((stages) => stages ?? [])) : [],
    plannedIterations: sumOrNull(
      scenarios.map(([, scenario], index) => {
        const stages = arrivals[index] ?? null;
        return stages === null ? plannedIterations(scenario) : Math.round(plannedArrivals(stages));
      }),
    ),
    isOpenModel,
    plannedSeconds: maxOrNull(scenarios.map(([, scenario]) => plannedEnd(scenario))),
    targets: thresholds.map(({ target }) => target),
    watch,
    systemTags: [...OUR_TAGS, ...furtherTags(watch, parsed.data.systemTags ?? null, source)],
  };
}

function readThresholds(thresholds: Readonly<Record<string, readonly string[]>>): readonly K6Threshold[] {
  return Object.entries(thresholds).flatMap(([metric, expressions]) =>
    expressions.map((expression) => parseK6Threshold(metric, expression)),
  );
}

/**
 * The method keeps GET and POST of a URL apart, unless the script's own list leaves it out: then its names say it all. The scenario
 * tells the load from set-up and teardown, where there may be any.
 */
function furtherTags(
  watch: readonly WatchedSeries[],
  ownTags: readonly string[] | null,
  source: string,
): readonly string[] {
  const needed = [
    ...(mayExportSetup(source) ? ['scenario'] : []),
    ...((ownTags?.includes('method') ?? true) ? ['method'] : []),
  ];
  return FURTHER_TAGS.filter((tag) => needed.includes(tag) || watch.some(({ selector }) => tag in selector));
}

/** A script without these exports names that stand there, and none of them is `setup` or `teardown`. */
const UNSEEN_EXPORTS =
  /\b(?:setup|teardown|exports|require)\b|\\u|\bexport\b(?!\s+(?:default|const|let|var|async|function|class|type|interface)\b)/;

function mayExportSetup(source: string): boolean {
  return UNSEEN_EXPORTS.test(source);
}

function uniqueByName(watch: readonly WatchedSeries[]): readonly WatchedSeries[] {
  return watch.filter(({ name }, index) => watch.findIndex((other) => other.name === name) === index);
}

function sumOrNull(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((sum, number) => (sum === null || number === null ? null : sum + number), 0);
}

function maxOrNull(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((max, number) => (max === null || number === null ? null : Math.max(max, number)), 0);
}

function unreadable(error: z.ZodError): GateError {
  const [issue] = error.issues;
  return new GateError({
    code: 'K6_PLAN_UNREADABLE',
    message: `the plan that k6 inspect printed is not understood: ${issue?.path.join('.')}: ${issue?.message}`,
    advice: 'Loadline reads the plans of k6 2.x; check the version with k6 version.',
    cause: error,
  });
}
