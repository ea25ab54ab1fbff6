import { factChanges } from '../history/other-facts.ts';
import type { MetricName } from '../model/comparison-record.ts';
import type { Acceptance, HistoryEntry, Trend, TrendPoint } from '../model/history.ts';
import type { Direction } from '../model/series.ts';
import { theilSen } from '../stats/theil-sen.ts';
import { acceptancesOf, acceptedFrom, isExpired } from './accepted-level.ts';
import { creepOf, type PlacedRuns } from './creep.ts';
import { detectAmongGaps } from './detect-among-gaps.ts';
import { valueIn } from './history-question.ts';
import { relativeChange, worsening } from './relative-change.ts';

/** Stretches of runs whose slope is told. */
const SLOPES = [30, 90];
/** Confidence of each bound of a slope. */
const SLOPE_CONFIDENCE = 0.95;

export interface TrendQuestion {
  /** Runs of one benchmark on one machine class, oldest first; excluded ones are gaps. */
  readonly entries: readonly HistoryEntry[];
  readonly acceptances: readonly Acceptance[];
  readonly metric: MetricName;
  readonly margin: number;
  /** UTC ISO 8601: acceptances may have expired by then. */
  readonly now: string;
}

/** One metric over time: its changes of level, its creep away from what was accepted, its slope. RangeError without entries. */
export function trendOf({ entries, acceptances, metric, margin, now }: TrendQuestion): Trend {
  const [first] = entries;
  if (first === undefined) throw new RangeError('a trend needs at least one run');
  const { benchmark, environment } = first;
  const named = entries.map((entry) => valueIn(entry, metric)).findLast((value) => value !== null) ?? null;
  const better: Direction = named?.better ?? 'lower';
  const changed = factChanges(entries);
  const points = entries.map((entry, index) => pointOf(entry, metric, changed[index] ?? ''));
  const { changePoints, provisional, autocorrelated } = detectAmongGaps(
    points.map(({ value }) => value),
    better,
  );
  const ofMetric = acceptancesOf(acceptances, benchmark.name, metric);
  const current = ofMetric.filter((one) => !isExpired(one, now));
  const accepted = acceptedFrom(
    points.map(({ id }) => id),
    current,
    now,
  );
  // Zeros have no logarithm: they are drawn, and no level is read from them.
  const runs: PlacedRuns = points.flatMap(({ value }, place) =>
    value !== null && value > 0 ? [{ place, value }] : [],
  );
  const changes = changePoints.map(({ index }) => index);
  return {
    ...metric,
    benchmark,
    machineClass: environment.machineClass,
    unit: named?.unit ?? '',
    better,
    margin,
    points,
    changePoints,
    provisional,
    isAutocorrelated: autocorrelated,
    acceptances: ofMetric.map((one) => ({ ...one, isExpired: isExpired(one, now) })),
    ...creepOf(runs, changes, current.length > 0 ? accepted : null, better, margin),
    slopes: SLOPES.flatMap((count) => slopeOf(runs, count, better)),
  };
}

function pointOf(entry: HistoryEntry, metric: MetricName, changedFacts: string): TrendPoint {
  const { id, startedAt, git, exclusion } = entry;
  const value = exclusion === null ? (valueIn(entry, metric)?.value ?? null) : null;
  return { id, at: startedAt, commit: git?.commit ?? null, changedFacts, value, exclusion };
}

/** Relative change per run of the last so many; none with fewer. */
function slopeOf(runs: PlacedRuns, count: number, better: Direction): Trend['slopes'] {
  if (runs.length < count) return [];
  const last = runs.slice(-count);
  const worse = last.map(({ value }) => worsening(1, value, better));
  const { slope, interval } = theilSen(
    last.map(({ place }) => place),
    worse,
    SLOPE_CONFIDENCE,
  );
  const change = (perRun: number) => relativeChange(perRun, better);
  return [{ runs: count, perRun: change(slope), interval: [change(interval[0]), change(interval[1])] }];
}
