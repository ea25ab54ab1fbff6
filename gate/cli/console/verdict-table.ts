import { styleText } from 'node:util';
import type { TargetResult, TargetVerdict } from '../../core/model/target.ts';
import { formatInterval, formatLimit, formatValue } from '../../core/text/format-value.ts';
import { table } from './table.ts';

const SEVERITY: readonly TargetVerdict[] = ['missed', 'invalid', 'inconclusive', 'met'];
const STYLE: Readonly<Record<TargetVerdict, 'green' | 'red' | 'yellow' | 'magenta'>> = {
  met: 'green',
  missed: 'red',
  inconclusive: 'yellow',
  invalid: 'magenta',
};

/** The verdicts of a run, worst first: value, interval, limit, n and source of each target, and the reason of all that are not met. */
export function verdictTable(results: readonly TargetResult[], stream: NodeJS.WriteStream): string {
  const sorted = bySeverity(results);
  const rows = sorted.map((result) => [
    result.verdict,
    result.target.metric,
    result.target.route ?? 'all requests',
    result.observed === null ? 'no data' : formatValue(result.observed, result.unit),
    result.interval === null ? '' : formatInterval(result.interval, result.unit),
    limitText(result),
    result.n.toLocaleString('en'),
    result.target.source,
  ]);
  const text = table(
    [
      { heading: 'verdict', align: 'left' },
      { heading: 'metric', align: 'left' },
      { heading: 'route', align: 'left' },
      { heading: 'value', align: 'right' },
      { heading: 'interval', align: 'right' },
      { heading: 'limit', align: 'right' },
      { heading: 'n', align: 'right' },
      { heading: 'source', align: 'left' },
    ],
    rows,
    (cell, column, row) => {
      const result = sorted[row];
      if (result === undefined) return styleText('dim', cell, { stream });
      return column === 0 ? styleText(['bold', STYLE[result.verdict]], cell, { stream }) : cell;
    },
  );
  const alike = Map.groupBy(
    sorted.filter((result) => result.verdict !== 'met'),
    ({ verdict, reason }) => `${verdict} ${reason}`,
  );
  const reasons = [...alike.values()].flatMap((results) => reasonLine(results, stream));
  return reasons.length === 0 ? text : `${text}\n${reasons.join('')}`;
}

/** So many targets are named that have one reason; the table has them all. */
const MOST_NAMED = 3;

/** Why targets are not met, where one reason is that of them all. */
function reasonLine(results: readonly TargetResult[], stream: NodeJS.WriteStream): readonly string[] {
  const [first] = results;
  if (first === undefined) return [];
  const more = results.length - MOST_NAMED;
  const names = `${results.slice(0, MOST_NAMED).map(nameOf).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return [`  ${styleText(STYLE[first.verdict], first.verdict, { stream })}  ${names}: ${first.reason}\n`];
}

/** Worst verdict first; within a verdict in the order of the profile. */
export function bySeverity(results: readonly TargetResult[]): readonly TargetResult[] {
  return [...results].sort((one, other) => SEVERITY.indexOf(one.verdict) - SEVERITY.indexOf(other.verdict));
}

/** `latency.p95 of GET /a`. */
export function nameOf(result: TargetResult): string {
  return result.target.route === undefined ? result.target.metric : `${result.target.metric} of ${result.target.route}`;
}

function limitText(result: TargetResult): string {
  const { below, above } = result.target;
  if (below !== undefined) return `< ${formatLimit(below, result.unit)}`;
  return above === undefined ? '' : `> ${formatLimit(above, result.unit)}`;
}
