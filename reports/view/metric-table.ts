import type { MetricComparison } from '../../gate/core/model/comparison-record.ts';
import type { BenchmarkName } from '../../gate/core/model/run-record.ts';
import { formatCount } from '../../gate/core/text/format-value.ts';
import { type MetricRow, metricRow, worstFirst } from './metric-rows.ts';

const MOST_ROWS = 100;
const MOST_SHOWN = 40;

/** Rows of a table: those to be read at once, and those that are folded away. */
export interface MetricTable {
  readonly shown: readonly MetricRow[];
  readonly folded: readonly MetricRow[];
  /** How many were left out altogether, for want of room; none of them worse than those that are there. */
  readonly hidden: string;
}

/** The worst first: all that became worse or better (within reason), and no fewer than `least`. */
export function metricTable(
  metrics: readonly MetricComparison[],
  least: number,
  kind: BenchmarkName['kind'],
  anchor: (text: string) => string,
): MetricTable {
  const sorted = worstFirst(metrics);
  const rows = sorted.slice(0, MOST_ROWS).map((metric) => metricRow(metric, kind, anchor));
  const loud = rows.findLastIndex(({ verdict }) => verdict === 'regression' || verdict === 'improvement') + 1;
  const shown = Math.max(least, Math.min(loud, MOST_SHOWN));
  return {
    shown: rows.slice(0, shown),
    folded: rows.slice(shown),
    hidden: sorted.length > rows.length ? formatCount(sorted.length - rows.length) : '',
  };
}
