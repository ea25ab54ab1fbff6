import type { ComparisonPlan, Launch, SideMeasurement } from '../../model/comparison-record.ts';
import type { HistoryEntry } from '../../model/history.ts';
import type { RatioSeries } from '../../model/series.ts';
import { madeEntry } from './made-entry.ts';
import { MADE_PLAN } from './made-launch.ts';
import { CLEAN_EVIDENCE } from './made-run.ts';

/** A comparison as docs/statistics.md writes it down: by metric and launch, the pairs of both sides; an error rate as failures of 500 requests. */
export interface DocumentedComparison {
  readonly primary: readonly string[];
  readonly margin: number;
  readonly looks: readonly number[];
  readonly launches: readonly Readonly<Record<string, readonly (readonly [number, number])[]>>[];
}

export function documentedComparison({ primary, margin, looks, launches }: DocumentedComparison): {
  readonly plan: ComparisonPlan;
  readonly launches: readonly Launch[];
} {
  return {
    plan: { ...MADE_PLAN, primary: primary.map((metric) => ({ metric, route: null })), margin, looks },
    launches: launches.map((metrics) => {
      const side = (which: 0 | 1): SideMeasurement => ({
        series: Object.entries(metrics).map(
          ([name, pairs]): RatioSeries => ({
            kind: 'ratio',
            name,
            route: null,
            unit: name === 'error-rate' ? 'share' : 'ms',
            better: 'lower',
            blocks: pairs.map((pair, block) => ({
              at: block * 2,
              numerator: pair[which],
              denominator: name === 'error-rate' ? 500 : 1,
            })),
          }),
        ),
        evidence: { ...CLEAN_EVIDENCE, plannedIterations: null },
      });
      return {
        startedAt: '2026-11-21T10:00:00.000Z',
        startedFirst: 'baseline',
        blockSeconds: 2,
        warmUpSeconds: 0,
        durationSeconds: 10,
        baseline: side(0),
        candidate: side(1),
      };
    }),
  };
}

/** Runs as the page writes them down: latencies in order of time, with the time of the control workload where there is one. */
export function documentedRuns(
  values: readonly number[],
  calibratorMs: readonly number[] = [],
  from = 0,
): readonly HistoryEntry[] {
  return values.map((value, run) => madeEntry(from + run, value, { calibratorMs: calibratorMs[run] ?? null }));
}
