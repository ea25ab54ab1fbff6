import { findSeries } from '../decide/find-series.ts';
import { isTouched } from '../decide/touched.ts';
import type { HistoryEntry, HistoryValue } from '../model/history.ts';
import type { AskedPlan, Calibrator, RunRecord } from '../model/run-record.ts';
import type { Series } from '../model/series.ts';
import type { Problem } from '../model/verdict.ts';
import { mergeBuckets } from '../stats/merge-buckets.ts';
import { quantile } from '../stats/quantile.ts';
import { median } from '../stats/sample-quantile.ts';

/** What the caller knows of the history that an entry goes into. */
export interface HistoryContext {
  /** Only runs of this branch become baselines. */
  readonly branch: string;
  /** Routes that every run of the baseline has and this one has not (`missingRoutes`). */
  readonly missingRoutes: readonly string[];
}

/** Percentiles kept, and the fewest samples that one can be read from: as many as one in that tail needs. */
const QUANTILES = [
  { name: 'p50', quantile: 0.5, fewest: 2 },
  { name: 'p95', quantile: 0.95, fewest: 20 },
  { name: 'p99', quantile: 0.99, fewest: 100 },
] as const;

/** How many virtual users were at work is the load, not what became of it. */
const LOAD_SERIES: readonly string[] = ['vus'];

/** What history keeps of a run: each metric of its judged part as one number. What a problem touches is left out, never a zero. */
export function historyEntryOf(record: RunRecord, context: HistoryContext): HistoryEntry {
  const { id, startedAt, benchmark, profile, environment, outcome, plan, calibrator } = record;
  return {
    format: 'loadline-history',
    version: 1,
    id,
    startedAt,
    benchmark,
    subject: record.subject.name,
    profile,
    git: record.manifest.git,
    environment,
    plan: plan === null ? null : planText(plan),
    facts: record.subject.facts,
    outcome,
    exclusion: exclusionOf(record, context),
    calibratorMs: calibratorMs(calibrator),
    metrics: record.capacity === null ? steadyValues(record) : capacityValues(record.capacity.highestRate),
  };
}

/** The load in words: `400/s for 65 s after 10 s, seed 1`. */
function planText({ rate, durationSeconds, warmUpSeconds, seed }: AskedPlan): string {
  // A suite, which plans for itself.
  if (seed === null) return 'its own';
  const load = [
    rate === null ? 'its own rate' : `${rate}/s`,
    durationSeconds === null ? 'for its own length' : `for ${durationSeconds} s`,
    `after ${warmUpSeconds} s`,
  ].join(' ');
  return `${load}, seed ${seed}`;
}

/** Median of all batches, before and after; `null` without any. */
function calibratorMs(calibrator: Calibrator | null): number | null {
  const batches = calibrator === null ? [] : [...calibrator.beforeMs, ...calibrator.afterMs];
  return batches.length === 0 ? null : median(batches);
}

/** The first reason why a run can be nobody's baseline; `null`: it can. */
function exclusionOf({ manifest: { git }, plan, problems }: RunRecord, context: HistoryContext): string | null {
  if (git === null) return 'there was no git: nobody knows what was measured';
  if (!git.isClean) return 'the work tree had changes that no commit holds';
  if (git.branch !== context.branch) return `a run of ${git.branch ?? 'no branch'}, not of ${context.branch}`;
  if (plan === null) return 'recorded before its plan was kept';
  if (plan.changes.length > 0) return `not the whole plan: ${plan.changes.join(', ')}`;
  const invalid = problems.find(isOfTheRun);
  if (invalid !== undefined) return `the measurement is invalid: ${invalid.message}`;
  const [first, ...others] = context.missingRoutes;
  if (first === undefined) return null;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `it lacks what every run of the baseline has: ${first}${more}`;
}

/** A problem of all requests: of one route, of one counter, it leaves a gap in that alone. */
function isOfTheRun({ severity, route, series }: Problem): boolean {
  return severity === 'invalid' && route === null && (series === null || series === 'latency');
}

/** A staged run exceeds capacity by design: only the highest rate that held says something of the subject. */
function capacityValues(highestRate: number | null): readonly HistoryValue[] {
  if (highestRate === null) return [];
  return [{ metric: 'capacity', route: null, unit: '1/s', better: 'higher', value: highestRate }];
}

function steadyValues({ measurement, problems }: RunRecord): readonly HistoryValue[] {
  return measurement.series.flatMap(({ name, route, unit, better }) => {
    if (LOAD_SERIES.includes(name) || problems.some((problem) => isTouched(name, route, problem))) return [];
    const found = findSeries(measurement, name, route ?? undefined);
    if (found.kind !== 'found') return [];
    return valuesOf(found.series).map(([metric, value]) => ({ metric, route, unit, better, value }));
  });
}

function valuesOf(series: Series): readonly (readonly [metric: string, value: number])[] {
  switch (series.kind) {
    case 'distribution': {
      const all = mergeBuckets(series.blocks);
      const quantiles = QUANTILES.filter(({ fewest }) => all.count >= fewest);
      return [
        ...quantiles.map(({ name, quantile: q }) => [`${series.name}.${name}`, quantile(all, q)] as const),
        [`${series.name}.mean`, all.sum / all.count],
      ];
    }
    case 'ratio': {
      const total = (key: 'numerator' | 'denominator') => series.blocks.reduce((sum, block) => sum + block[key], 0);
      return [[series.name, total('numerator') / total('denominator')]];
    }
    case 'level':
      return [[series.name, median(series.blocks.map(({ value }) => value))]];
  }
}
