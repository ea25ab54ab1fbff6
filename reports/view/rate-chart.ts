import type { RunRecord } from '../../gate/core/model/run-record.ts';
import { formatCount, formatValue } from '../../gate/core/text/format-value.ts';
import type { Chart, Line } from '../charts/plot.ts';
import { linearAxis } from '../charts/ticks.ts';
import { bandsOf, limitLegend, limitsNear, timeAxis } from './bands.ts';
import { MOST_ROWS, timeTable } from './data-table.ts';
import { judgedSums, wholeSeries } from './run-series.ts';
import { type Timeline, timeline } from './timeline.ts';

const MOST_POINTS = 300;

/** What the plan offered against what was achieved, over time; `null` where no rate was measured. */
export function rateChart(record: RunRecord): Chart | null {
  if (record.benchmark.kind !== 'load') return null;
  const iterations = wholeSeries(record, 'ratio', 'iterations');
  const requests = wholeSeries(record, 'ratio', 'throughput');
  const achieved = iterations ?? requests;
  if (achieved === null) return null;
  const what = iterations === null ? 'requests' : 'iterations';
  const drawn = timeline(achieved, record, MOST_POINTS, []);
  const offered: Line = {
    name: 'offered',
    style: 'plan',
    points: record.measurement.stages.flatMap((stage) => [
      { x: stage.from, y: stage.fromRate },
      { x: stage.until, y: stage.toRate },
    ]),
  };
  const line: Line = { name: 'achieved', style: 'first', points: pointsOf(drawn) };
  const hasPlan = offered.points.length > 0;
  const values = [offered, line].flatMap(({ points }) => points.flatMap((point) => point.y ?? []));
  const limits = limitsNear(record, achieved, Math.max(...values));
  const mean = judgedSums(achieved, record)?.ratio ?? null;
  return {
    id: 'rate',
    title: hasPlan ? 'Offered against achieved rate' : 'Achieved rate',
    caption: hasPlan
      ? planCaption(record)
      : 'The plan fixes no rate: each iteration begins when the last one has ended.',
    legend: [
      ...(hasPlan ? [{ label: 'offered iterations', value: offeredText(record), style: 'plan' as const }] : []),
      { label: `achieved ${what}`, value: mean === null ? '' : formatValue(mean, '1/s'), style: 'first' },
      ...limitLegend(limits),
    ],
    size: 'half',
    plot: {
      x: timeAxis(record),
      y: linearAxis([...values, ...limits.map(({ at }) => at)], '1/s'),
      lines: hasPlan ? [offered, line] : [line],
      bands: bandsOf(record),
      limits,
    },
    table: timeTable(record, [`achieved ${what} (1/s)`], [timeline(achieved, record, MOST_ROWS, [])]),
  };
}

function pointsOf({ moments }: Timeline): Line['points'] {
  return moments.map((moment) => ({ x: moment.at, y: moment.values[0] ?? null }));
}

function offeredText({ measurement }: RunRecord): string {
  const rates = measurement.stages
    .filter((stage) => stage.until > measurement.warmUpSeconds)
    .flatMap((stage) => [stage.fromRate, stage.toRate]);
  const [lowest, highest] = [Math.min(...rates), Math.max(...rates)];
  if (rates.length === 0) return '';
  return lowest === highest ? formatValue(highest, '1/s') : `up to ${formatValue(highest, '1/s')}`;
}

function planCaption({ evidence }: RunRecord): string {
  const { droppedIterations } = evidence;
  if (droppedIterations === 0) return 'No iteration was dropped.';
  return `Dropped because no worker was free: ${formatCount(droppedIterations)} iterations.`;
}
