import { styleText } from 'node:util';
import type { RunHistory } from '../../core/model/history.ts';
import { formatValue } from '../../core/text/format-value.ts';
import { changeInterval, changeText, shareText } from './change-text.ts';
import { VERDICT_STYLE } from './comparison-table.ts';
import { type Column, table } from './table.ts';

const COLUMNS: readonly Column[] = [
  { heading: 'history', align: 'left' },
  { heading: 'metric', align: 'left' },
  { heading: 'value', align: 'right' },
  { heading: 'again', align: 'right' },
  { heading: '+ is worse', align: 'right' },
  { heading: 'interval', align: 'right' },
  { heading: 'margin', align: 'right' },
  { heading: 'MDE', align: 'right' },
  { heading: 'runs', align: 'right' },
];

/** What history says of a run: its primary metrics and whatever else changed, what they were held against, and whether it counts. */
export function historyText(history: RunHistory | null, stream: NodeJS.WriteStream): string {
  if (history === null) return '';
  const shown = history.metrics.filter(
    ({ role, comparison }) =>
      role === 'primary' || comparison.verdict === 'regression' || comparison.verdict === 'improvement',
  );
  const hasSize = shown.some(({ comparison }) => comparison.interval !== null);
  const counts = history.isDecisive
    ? history.outcome
    : `${history.outcome}, shown only: --against history makes it count`;
  return [
    hasSize ? `${tableOf(shown, stream)}\n` : '',
    `${styleText('dim', 'history', { stream })}  ${history.baseline}\n`,
    history.calibrator === 'beyond its band'
      ? `         ${styleText('magenta', 'invalid', { stream })}  this machine is not as fast as it was: the control workload lies beyond its band\n`
      : '',
    ...new Set(hasSize ? [] : shown.map(({ comparison }) => `         ${comparison.reason}\n`)),
    `         ${counts}\n\n`,
  ].join('');
}

function tableOf(metrics: RunHistory['metrics'], stream: NodeJS.WriteStream): string {
  const rows = metrics.map(({ metric, route, unit, value, confirmation, margin, comparison }) => [
    comparison.verdict,
    route === null ? metric : `${metric} of ${route}`,
    formatValue(value, unit),
    confirmation === null ? '–' : formatValue(confirmation, unit),
    comparison.estimate === null ? '–' : changeText(comparison.estimate),
    comparison.interval === null ? '–' : changeInterval(comparison.interval),
    shareText(margin),
    comparison.mde === null ? '–' : shareText(comparison.mde),
    comparison.n.toLocaleString('en'),
  ]);
  const text = table(COLUMNS, rows, (cell, column, row) => {
    const metric = metrics[row];
    if (metric === undefined) return styleText('dim', cell, { stream });
    return column === 0 ? styleText(['bold', VERDICT_STYLE[metric.comparison.verdict]], cell, { stream }) : cell;
  });
  const reasons = metrics
    .filter(({ comparison }) => comparison.verdict !== 'unchanged')
    .map(({ metric, route, comparison: { verdict, reason } }) => {
      const name = route === null ? metric : `${metric} of ${route}`;
      return `  ${styleText(VERDICT_STYLE[verdict], verdict, { stream })}  ${name}: ${reason}\n`;
    });
  return reasons.length === 0 ? text : `${text}\n${reasons.join('')}`;
}
