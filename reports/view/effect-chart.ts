import type { ComparisonRecord, MetricComparison } from '../../gate/core/model/comparison-record.ts';
import { formatLimit } from '../../gate/core/text/format-value.ts';
import type { Chart } from '../charts/plot.ts';
import { changeInterval, changeText } from './change-text.ts';
import { plainNumber } from './data-table.ts';
import { worstFirst } from './metric-rows.ts';
import { capitalised, metricWords, nameWords, ofWhat } from './words.ts';

/** More rows than these would be a wall; the tables have all. */
const MOST_ROWS = 16;
/** The axis ends where so many margins lie, so that an effect of another order does not hide the others. */
const MOST_MARGINS = 5;
const LEAST_MARGINS = 2;
/** Of the axis, where nothing has a size. */
const LEAST_WIDTH = 0.01;

/** The effect on each metric that decides, as a point with its interval; `null` where nothing was judged. */
export function effectChart(record: ComparisonRecord): Chart | null {
  const all = record.metrics.filter(({ role }) => role === 'primary');
  const quiet = all.filter(({ comparison }) => comparison.estimate === null && comparison.verdict === 'unchanged');
  const primary = worstFirst(all.filter((metric) => !quiet.includes(metric))).slice(0, MOST_ROWS);
  if (primary.length === 0) return null;
  const widest = Math.max(...primary.map(({ margin }) => margin), LEAST_WIDTH);
  const reach = Math.max(...primary.flatMap(reachOf), 0);
  const end = Math.min(Math.max(reach * 1.08, widest * LEAST_MARGINS), widest * MOST_MARGINS);
  const sized = primary.filter(({ comparison }) => comparison.estimate !== null);
  const margins = [...new Set(sized.map(({ margin }) => formatLimit(margin, 'share')))];
  return {
    id: 'effects-of-primary',
    title: 'Effect on each metric that decides',
    caption: `Relative change with its interval, turned so that positive is worse. ${margins.length === 0 ? '' : `Shaded: the margin (${margins.join(' or ')}). `}Open dots: each launch alone.${reach > end ? ' Arrows point beyond the axis.' : ''}${quiet.length === 0 ? '' : ` Not drawn, for want of a relative size: ${quietText(quiet)}, unchanged.`}`,
    legend: [],
    size: 'full',
    plot: {
      domain: [-end, end],
      rows: primary.map((metric) => ({
        name: capitalised(metricWords(metric.metric)),
        detail: ofWhat(metric, record.benchmark.kind),
        verdict: metric.comparison.verdict,
        text: effectText(metric),
        estimate: metric.comparison.estimate,
        interval: metric.comparison.interval,
        margin: metric.comparison.estimate === null ? 0 : metric.margin,
        launches: metric.launches.filter((launch) => launch !== null),
      })),
    },
    table: {
      headings: [
        'metric',
        'effect (%)',
        'from (%)',
        'to (%)',
        ...record.launches.map((_, index) => `launch ${index + 1} (%)`),
      ],
      rows: primary.map((metric) => [
        nameWords(metric, record.benchmark.kind),
        ...[metric.comparison.estimate, ...(metric.comparison.interval ?? [null, null])].map(percent),
        ...record.launches.map((_, index) => percent(metric.launches[index] ?? null)),
      ]),
      note: 'Positive is worse.',
    },
  };
}

function reachOf({ comparison: { estimate, interval }, launches }: MetricComparison): readonly number[] {
  return [estimate, ...(interval ?? []), ...launches].flatMap((change) =>
    change === null || !Number.isFinite(change) ? [] : [Math.abs(change)],
  );
}

/** `+7.4 %  (+6.1 to +8.7 %)`. */
function effectText({ comparison: { estimate, interval, verdict } }: MetricComparison): string {
  if (estimate === null) return verdict === 'invalid' ? 'cannot be judged' : 'has no relative size';
  return `${changeText(estimate)}${interval === null ? '' : ` (${changeInterval(interval)})`}`;
}

/** `error rate of 9 routes`: metrics of one name are counted. */
function quietText(metrics: readonly MetricComparison[]): string {
  return [...Map.groupBy(metrics, ({ metric }) => metric)]
    .map(([metric, group]) => `${metricWords(metric)}${group.length === 1 ? '' : ` (${group.length} times)`}`)
    .join(', ');
}

function percent(change: number | null): string {
  return plainNumber(change === null ? null : change * 100);
}
