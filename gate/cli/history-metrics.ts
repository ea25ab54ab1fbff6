import type { MetricName } from '../core/model/comparison-record.ts';
import type { LoadlineConfig } from '../core/model/config.ts';
import type { HistoryEntry } from '../core/model/history.ts';
import type { BenchmarkName } from '../core/model/run-record.ts';
import { ERROR_RATE, MARGIN, primaryMetrics } from './plan-comparison.ts';

/** What history judges a benchmark by. */
export interface HistoryMetrics {
  readonly primary: readonly MetricName[];
  readonly margin: number;
  readonly margins: Readonly<Record<string, number>>;
}

/**
 * Metrics that decide: of a load those of `history.primary`, else of `compare`; of a staged run its capacity; of a suite each task.
 * `entries` say what a suite's tasks are: one that vanishes is missed.
 */
export function historyMetrics(
  config: LoadlineConfig | null,
  { benchmark, subject }: { readonly benchmark: BenchmarkName; readonly subject: string },
  entries: readonly HistoryEntry[],
): HistoryMetrics {
  const { margin = MARGIN[benchmark.kind], margins = {} } = config?.compare ?? {};
  return { margin, margins, primary: primaryOf() };

  function primaryOf(): readonly MetricName[] {
    if (benchmark.kind === 'micro') return namesOf(entries, 'latency.p50');
    if (benchmark.kind === 'capacity')
      return ['throughput', ERROR_RATE.metric].flatMap((metric) => namesOf(entries, metric));
    if (config?.scenarios?.[benchmark.name]?.judged === 'stages') return [{ metric: 'capacity', route: null }];
    const named = config?.history?.primary ?? config?.compare?.primary;
    const subjects = config?.subjects ?? {};
    return primaryMetrics(named, (Object.hasOwn(subjects, subject) ? subjects[subject] : undefined) ?? { url: '' });
  }
}

/** A metric of every task that any of the entries has. */
function namesOf(entries: readonly HistoryEntry[], metric: string): readonly MetricName[] {
  const routes = entries.flatMap(({ metrics }) =>
    metrics.filter((one) => one.metric === metric && one.route !== null).map(({ route }) => route),
  );
  return [...new Set(routes)].sort().map((route) => ({ metric, route }));
}
