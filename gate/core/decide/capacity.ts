import type { Evidence } from '../model/evidence.ts';
import type { Capacity, CapacityStage, Measurement, Stage } from '../model/run-record.ts';
import type { Series } from '../model/series.ts';
import type { Target } from '../model/target.ts';
import type { Outcome, Problem } from '../model/verdict.ts';
import { judgeRun } from './judge-run.ts';
import { parseMetric } from './metric.ts';
import { rateProblems } from './rate-problems.ts';
import { findRouteProblems } from './route-validity.ts';

/** Seconds of a stage that are left out: queues of the stage before drain, pools and caches settle on the new rate. */
export const SETTLING_SECONDS = 5;

/** Series that the stage itself sets: whether its rate was reached is judged as validity, not as a target. */
const RATES: readonly string[] = ['throughput', 'iterations'];

/**
 * Judges a run that exceeds capacity by design, stage by stage, each with its own validity. Only stages of one rate are judged: on a ramp
 * no rate holds long enough. Targets for rates are left out. `problems`: those of the run that hold for every stage. The capacity is the highest rate up to
 * which, from the lowest on, every stage passed.
 */
export function judgeCapacity(
  targets: readonly Target[],
  measurement: Measurement,
  evidence: Evidence,
  problems: readonly Problem[],
): Capacity {
  const judged = targets.filter((target) => !RATES.includes(parseMetric(target.metric).series));
  const stages = measurement.stages
    .filter((stage) => stage.fromRate === stage.toRate && stage.toRate > 0 && stage.until > measurement.warmUpSeconds)
    .map((stage) => judgeStage(stage, judged, measurement, evidence, problems))
    .sort((one, other) => one.stage.toRate - other.stage.toRate);
  const failedFrom = stages.find(({ outcome }) => outcome !== 'pass')?.stage.toRate ?? Number.POSITIVE_INFINITY;
  // A rate that comes twice, before and after a spike, holds when it held both times.
  const held = stages.filter(({ stage }) => stage.toRate < failedFrom);
  return { highestRate: held.at(-1)?.stage.toRate ?? null, stages };
}

/**
 * What the stages come to. Higher rates exceed capacity by design, so only those of the lowest have to hold: all of them, for a
 * service that does not recover from a spike has failed.
 */
export function concludeCapacity({ stages }: Capacity): Outcome {
  const lowest = Math.min(...stages.map(({ stage }) => stage.toRate));
  const outcomes = stages.filter(({ stage }) => stage.toRate === lowest).map(({ outcome }) => outcome);
  if (outcomes.includes('fail')) return 'fail';
  return outcomes.length > 0 && outcomes.every((outcome) => outcome === 'pass') ? 'pass' : 'undecided';
}

/** Seconds of a stage that are judged, in whole blocks: neither warm-up nor settling; 0: it ended while it settled, and nothing is known of it. */
export function judgedSeconds(stage: Pick<Stage, 'from' | 'until'>, times: StageTimes): number {
  const { blockSeconds } = times;
  const blocks = Math.floor(stage.until / blockSeconds) - Math.ceil(judgedFrom(stage, times) / blockSeconds);
  return Math.max(0, blocks) * blockSeconds;
}

/** What of a measurement says which part of a stage is judged. */
export type StageTimes = Pick<Measurement, 'blockSeconds' | 'warmUpSeconds'>;

function judgedFrom({ from }: Pick<Stage, 'from'>, { warmUpSeconds }: StageTimes): number {
  return Math.max(from + SETTLING_SECONDS, warmUpSeconds);
}

function judgeStage(
  stage: Stage,
  targets: readonly Target[],
  measurement: Measurement,
  evidence: Evidence,
  ofRun: readonly Problem[],
): CapacityStage {
  const part = cutStage(measurement, stage);
  const seconds = judgedSeconds(stage, measurement);
  const iterations = totalOf(part.series, 'iterations');
  const counts = {
    plannedIterations: stage.toRate * seconds,
    iterations,
    droppedIterations: totalOf(part.series, 'dropped-iterations'),
  };
  // Failures that the collector saw without a time cannot be laid at the door of one stage: its error rate tells of them.
  const stageEvidence = { ...evidence, zeroDurationFailures: {} };
  const problems = [
    // What failed requests spoil is found anew, stage by stage.
    ...ofRun.filter(({ series, code }) => series !== 'latency' && (series === null || code !== 'REQUESTS_FAILED')),
    ...rateProblems(counts, 'stage'),
    ...findRouteProblems(part, stageEvidence),
  ];
  const { results, outcome } = judgeRun(targets, part, stageEvidence, problems);
  return { stage, outcome, achievedRate: seconds > 0 ? iterations / seconds : 0, problems, targets: results };
}

/** The whole blocks of a stage, without those in which it settles. */
function cutStage(measurement: Measurement, stage: Stage): Measurement {
  const from = judgedFrom(stage, measurement);
  const isWithin = ({ at }: { readonly at: number }) => at >= from && at + measurement.blockSeconds <= stage.until;
  const series = measurement.series.map((one): Series => {
    if (one.kind === 'distribution') return { ...one, blocks: one.blocks.filter(isWithin) };
    if (one.kind === 'ratio') return { ...one, blocks: one.blocks.filter(isWithin) };
    return { ...one, blocks: one.blocks.filter(isWithin) };
  });
  return { ...measurement, stages: [stage], series, warmUpSeconds: from };
}

function totalOf(series: readonly Series[], name: string): number {
  const ofRun = series.find((one) => one.name === name && one.route === null);
  return ofRun?.kind === 'ratio' ? ofRun.blocks.reduce((sum, block) => sum + block.numerator, 0) : 0;
}
