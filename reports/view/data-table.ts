import type { RunRecord } from '../../gate/core/model/run-record.ts';
import { formatDuration } from '../../gate/core/text/format-value.ts';
import type { DataTable } from '../charts/plot.ts';
import { clock } from '../charts/ticks.ts';
import type { Timeline } from './timeline.ts';

/** Rows of a table behind a chart; longer ones are merged into longer stretches. */
export const MOST_ROWS = 100;

/** The numbers behind a chart over time: one row a stretch, one column a line. Timelines share their stretches. */
export function timeTable(record: RunRecord, columns: readonly string[], timelines: readonly Timeline[]): DataTable {
  const isTimed = record.benchmark.kind === 'load';
  const [first] = timelines;
  const hasCounts = first?.moments.some((moment) => moment.n !== null) ?? false;
  const rows = (first?.moments ?? []).map((moment, index) => [
    isTimed ? clock(moment.at) : String(moment.at + 1),
    ...(hasCounts ? [String(moment.n ?? 0)] : []),
    ...timelines.flatMap((timeline) => timeline.moments[index]?.values ?? []).map(plainNumber),
  ]);
  const step = first?.step ?? 1;
  const stretch = isTimed ? formatDuration(step) : step === 1 ? 'batch' : `${step} batches`;
  return {
    headings: [isTimed ? 'from' : 'batch', ...(hasCounts ? ['n'] : []), ...columns],
    rows,
    note: `One row: ${stretch}. The run record holds every block${isTimed ? ` of ${formatDuration(record.measurement.blockSeconds)}` : ''}.`,
  };
}

/** Four significant digits without grouping: to be copied, not to be read. */
export function plainNumber(value: number | null): string {
  return value === null ? '' : String(Number(value.toPrecision(4)));
}
