import type { MetricName } from '../model/comparison-record.ts';
import type { Acceptance, HistoryEntry, Trend } from '../model/history.ts';
import type { BenchmarkName } from '../model/run-record.ts';

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
  const benchmark: BenchmarkName = first.benchmark;
  const measuredIn = (entry: HistoryEntry) =>
    entry.metrics.find((one) => one.metric === metric.metric && one.route === metric.route) ?? null;
  const named = entries.map(measuredIn).findLast((value) => value !== null);
  return {
    ...metric,
    benchmark,
    machineClass: first.environment.machineClass,
    unit: named?.unit ?? '',
    better: named?.better ?? 'lower',
    margin,
    points: entries.map((entry) => ({
      id: entry.id,
      at: entry.startedAt,
      commit: entry.git?.commit ?? null,
      value: entry.exclusion === null ? (measuredIn(entry)?.value ?? null) : null,
      exclusion: entry.exclusion,
    })),
    changePoints: [],
    provisional: [],
    isAutocorrelated: false,
    acceptances: acceptances
      .filter((one) => one.benchmark === benchmark.name && one.metric === metric.metric && one.route === metric.route)
      .map((one) => ({ ...one, isExpired: one.until !== null && one.until < now })),
    anchor: null,
    creep: null,
    slopes: [],
  };
}
