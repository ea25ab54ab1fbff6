import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { LevelSeries, RatioSeries } from '../../gate/core/model/series.ts';
import { formatValue } from '../../gate/core/text/format-value.ts';
import { judgedWords } from './bands.ts';
import { judgedBlocks, judgedSums } from './run-series.ts';
import { runningCount, type Timeline, timeline } from './timeline.ts';

/** What is counted or read beside the requests. */
export type Counter = RatioSeries | LevelSeries;

/** Conditions of a run, of which neither way is better. */
const CONDITIONS = new Set(['vus', 'machine-cpu']);

/**
 * What is drawn of a counter over time. A script's count (`orders.count`) is of the whole run: it is drawn as it grows, because a
 * second's count made a run's is no number of anything.
 */
export function counterTimeline(counter: Counter, record: RunRecord, most: number): Timeline {
  return counter.kind === 'ratio' && isCount(counter)
    ? runningCount(counter, record, most)
    : timeline(counter, record, most, []);
}

/** How a chart of it is to be read. */
export function counterCaption(counter: Counter): string {
  if (CONDITIONS.has(counter.name)) return 'A condition of the run: neither way is better.';
  const better = `${counter.better === 'lower' ? 'Lower' : 'Higher'} is better.`;
  return isCount(counter) ? `Counted since the start of the run. ${better}` : better;
}

/** The counter as one number, and what that number is of. */
export function counterFigure(counter: Counter, record: RunRecord): { readonly label: string; readonly value: string } {
  if (counter.kind === 'level') {
    const levels = judgedBlocks(counter.blocks, record).map((block) => block.value);
    const mean = levels.reduce((total, level) => total + level, 0) / levels.length;
    const text = (value: number): string => formatValue(value, counter.unit);
    return { label: 'mean', value: levels.length === 0 ? '' : `${text(mean)}, max ${text(Math.max(...levels))}` };
  }
  if (isCount(counter)) {
    const count = counter.blocks.reduce((total, block) => total + block.numerator, 0);
    return { label: 'whole run', value: formatValue(count, counter.unit) };
  }
  const sums = judgedSums(counter, record);
  return { label: judgedWords(record), value: sums === null ? '' : formatValue(sums.ratio, counter.unit) };
}

function isCount(counter: Counter): boolean {
  return counter.name.endsWith('.count');
}
