import type { Workload } from '../collect/compare/comparison-plan.ts';
import { FEWEST_PAIRS } from '../core/decide/measured-ratio.ts';
import type { ComparisonPlan, Launch, MetricName } from '../core/model/comparison-record.ts';
import type { CompareConfig, SubjectConfig } from '../core/model/config.ts';
import { GateError } from '../core/model/gate-error.ts';
import type { BenchmarkName } from '../core/model/run-record.ts';
import type { RunPlan } from './run-plan.ts';

/** Smallest relative change that matters, where nobody says otherwise: what a load of minutes can show, and a micro suite. */
export const MARGIN = { load: 0.05, capacity: 0.05, micro: 0.03 } as const;

/**
 * Looks that end most comparisons after three launches, and none after more than five. The first two spend next to nothing of the
 * error: what counters show of a single launch (one more statement per request) need not wait for more.
 */
const LOOKS = [1, 2, 3, 4, 5] as const;
/** What a suite measures in one launch is as much the luck of its compiled code as the code. */
const SUITE_LOOKS = [3, 4, 5] as const;

/** Iterations a second of both sides together, and seconds of each launch: 16 blocks of 2 s at a rate well below saturation. */
const LOAD = { rate: 500, durationSeconds: 32, warmUpSeconds: 6, blockSeconds: 2 } as const;

/**
 * Standard deviation between launches of identical builds, where too few are planned to show it: of a load as measured on the reference server; of
 * bench/micro as its tasks showed, most .01–.07, compression and a Map that is written .15–.25, in six launches on a busy machine
 * (`loadline compare --suite micro --baseline-env A=1 --candidate-env A=2 --launches 1`, six times).
 */
const LAUNCH_SPREAD = { load: 0.015, capacity: 0.05, micro: 0.15 } as const;

export const ERROR_RATE: MetricName = { metric: 'error-rate', route: null };

/** What the command line says of the plan; `undefined`: nothing. */
export interface PlanWords {
  readonly rate: number | undefined;
  readonly durationSeconds: number | undefined;
  readonly warmUpSeconds: number | undefined;
  /** The most launches there may be. */
  readonly launches: number | undefined;
  readonly margin: number | undefined;
}

/** What is decided before anything is measured. Words of the command line win over the config, the config over the defaults. */
export function planComparison(plan: RunPlan, config: CompareConfig, words: PlanWords): ComparisonPlan {
  const common = {
    margin: words.margin ?? config.margin ?? MARGIN[plan.benchmark.kind],
    margins: words.margin === undefined ? (config.margins ?? {}) : {},
    looks: looksWithin(config.looks ?? (plan.kind === 'suite' ? SUITE_LOOKS : LOOKS), words.launches),
    launchSpread: LAUNCH_SPREAD[plan.benchmark.kind],
  };
  if (plan.kind === 'suite') {
    // Which tasks a suite has it says itself: see `withTasks`.
    return { ...common, primary: [], blockSeconds: 1, warmUpSeconds: 0, durationSeconds: 0, rate: null };
  }
  const { name, config: subject } = plan.subject;
  if (plan.scenario.judged === 'stages') {
    throw new GateError({
      code: 'SCENARIO_STAGED',
      message: `"${plan.benchmark.name}" drives ${name} beyond its capacity, where both sides only wait for a core.`,
      advice:
        'Compare by a scenario with a steady rate: name it with --scenario, or as compare.scenario in the config.',
    });
  }
  const durationSeconds = words.durationSeconds ?? config.durationSeconds ?? LOAD.durationSeconds;
  if (durationSeconds < FEWEST_PAIRS * LOAD.blockSeconds) throw tooShort(durationSeconds);
  return {
    ...common,
    primary: primaryMetrics(config.primary, subject),
    blockSeconds: LOAD.blockSeconds,
    warmUpSeconds: words.warmUpSeconds ?? config.warmUpSeconds ?? LOAD.warmUpSeconds,
    durationSeconds,
    rate: words.rate ?? config.rate ?? plan.scenario.rate ?? LOAD.rate,
  };
}

/** Metrics that decide of a load: those that the config names, else median, p95 and work per request; the error rate always is one. */
export function primaryMetrics(named: CompareConfig['primary'], subject: SubjectConfig): readonly MetricName[] {
  const primary = named?.map(({ metric, route }) => ({ metric, route: route ?? null })) ?? [
    { metric: 'latency.p50', route: null },
    { metric: 'latency.p95', route: null },
    ...workMetrics(subject),
  ];
  return primary.some(isErrorRate) ? primary : [...primary, ERROR_RATE];
}

/**
 * The plan of a suite, once its first launch has named the baseline's tasks: each of them is primary, so that none can vanish
 * unnoticed. A plan that names its metrics stays as it is.
 */
export function withTasks(plan: ComparisonPlan, { kind }: BenchmarkName, launch: Launch | undefined): ComparisonPlan {
  if (plan.primary.length > 0 || launch === undefined) return plan;
  const [series, metric] = kind === 'capacity' ? ['throughput', 'throughput'] : ['latency', 'latency.p50'];
  const tasks = launch.baseline.series.filter(({ name, route }) => name === series && route !== null);
  const primary = tasks.map(({ route }) => ({ metric, route }));
  return { ...plan, primary: kind === 'capacity' ? [...primary, ERROR_RATE] : primary };
}

/** What both sides are put under. */
export function workloadOf(
  plan: RunPlan,
  passed: Pick<Extract<Workload, { kind: 'load' }>, 'passedVariables' | 'allowedHosts'>,
): Workload {
  if (plan.kind === 'suite') return { kind: 'suite', suite: plan.suite };
  return { kind: 'load', script: plan.scenario.script, scriptVariables: plan.scenario.env ?? {}, ...passed };
}

/** Counters of work, which stay exact under any load: what a request costs. */
function workMetrics({ counters }: SubjectConfig): readonly MetricName[] {
  return Object.keys(counters?.series ?? {})
    .filter((name) => name.endsWith('-per-request'))
    .map((metric) => ({ metric, route: null }));
}

/** The planned looks that so many launches allow; the last launch is always looked at. */
function looksWithin(looks: readonly number[], launches: number | undefined): readonly number[] {
  if (launches === undefined) return looks;
  return [...looks.filter((look) => look < launches), launches];
}

function tooShort(seconds: number): GateError {
  const least = FEWEST_PAIRS * LOAD.blockSeconds;
  return new GateError({
    code: 'LAUNCH_TOO_SHORT',
    message: `launches of ${seconds} s hold too few pairs for a verdict: ${FEWEST_PAIRS} of ${LOAD.blockSeconds} s are needed.`,
    advice: `Measure for ${least} s or more: --duration, or compare.durationSeconds in the config; ${LOAD.durationSeconds} s are usual.`,
  });
}

function isErrorRate({ metric, route }: MetricName): boolean {
  return metric === 'error-rate' && route === null;
}
