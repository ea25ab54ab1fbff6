import { styleText } from 'node:util';
import type { ComparisonVerdict } from '../../core/model/comparison.ts';
import type { MetricComparison } from '../../core/model/comparison-record.ts';
import { formatValue } from '../../core/text/format-value.ts';
import { changeInterval, changeText, shareText } from './change-text.ts';
import { bySeverity, nameOf } from './comparison-order.ts';
import { type Column, table } from './table.ts';

export const VERDICT_STYLE: Readonly<Record<ComparisonVerdict, 'green' | 'red' | 'yellow' | 'magenta' | 'cyan'>> = {
  regression: 'red',
  invalid: 'magenta',
  inconclusive: 'yellow',
  unchanged: 'green',
  improvement: 'cyan',
};

const COLUMNS: readonly Column[] = [
  { heading: 'verdict', align: 'left' },
  { heading: 'metric', align: 'left' },
  { heading: 'baseline', align: 'right' },
  { heading: 'candidate', align: 'right' },
  { heading: '+ is worse', align: 'right' },
  { heading: 'interval', align: 'right' },
  { heading: 'margin', align: 'right' },
  { heading: 'MDE', align: 'right' },
  { heading: 'n', align: 'right' },
];

/** Metrics worst first, each with its values, change and interval, and what this comparison could have seen (MDE). */
export function comparisonTable(metrics: readonly MetricComparison[], stream: NodeJS.WriteStream): string {
  const sorted = bySeverity(metrics);
  return table(COLUMNS, sorted.map(rowOf), (cell, column, row) => {
    const metric = sorted[row];
    if (metric === undefined) return styleText('dim', cell, { stream });
    return column === 0 ? styleText(['bold', VERDICT_STYLE[metric.comparison.verdict]], cell, { stream }) : cell;
  });
}

function rowOf(metric: MetricComparison): readonly string[] {
  const { baseline, candidate, unit, margin, comparison } = metric;
  const { verdict, estimate, interval, mde, n } = comparison;
  return [
    verdict,
    nameOf(metric),
    baseline === null ? 'no data' : formatValue(baseline, unit),
    candidate === null ? 'no data' : formatValue(candidate, unit),
    estimate === null ? '–' : changeText(estimate),
    interval === null ? '–' : changeInterval(interval),
    shareText(margin),
    mde === null ? '–' : shareText(mde),
    n.toLocaleString('en'),
  ];
}
