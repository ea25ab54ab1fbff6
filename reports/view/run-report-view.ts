import type { RunRecord } from '../../gate/core/model/run-record.ts';
import { QUANTILE_RELATIVE_ERROR } from '../../gate/core/stats/histogram.ts';
import { formatCount, formatLimit, formatValue } from '../../gate/core/text/format-value.ts';
import type { Chart } from '../charts/plot.ts';
import { type CapacityTable, capacityTable } from './capacity-table.ts';
import { errorChart, hitChart, resourceCharts, shareCharts } from './counter-charts.ts';
import { type CheckRow, checkRows, type FailureList, failureList, scriptErrors } from './failure-rows.ts';
import { type FurtherMetric, furtherMetrics } from './further-metrics.ts';
import { type HistorySection, historySection } from './history-section.ts';
import { type Figure, keyFigures } from './key-figures.ts';
import { latencyChart, MOST_DRAWN_ROUTES, routeLatencyCharts } from './latency-chart.ts';
import { percentileChart } from './percentile-chart.ts';
import { type ProblemList, problemList } from './problem-list.ts';
import { dateText, type Provenance, provenance } from './provenance.ts';
import { rateChart } from './rate-chart.ts';
import { type RouteTable, routeTable } from './route-rows.ts';
import { type TargetRow, targetRows } from './target-rows.ts';
import { type VerdictBanner, verdictBanner } from './verdict-banner.ts';
import { anchors, partWords } from './words.ts';

/** Everything that the report of a run says, in the order in which it says it. Lists without entries are left out of the page. */
export interface RunReportView {
  readonly title: string;
  readonly benchmark: string;
  readonly kind: RunRecord['benchmark']['kind'];
  readonly subject: string;
  readonly startedAt: string;
  readonly commit: string;
  readonly banner: VerdictBanner;
  readonly figures: readonly Figure[];
  readonly problems: ProblemList;
  readonly capacity: CapacityTable | null;
  readonly targets: readonly TargetRow[];
  /** Targets that are met and were left out for want of room. */
  readonly hiddenTargets: string;
  readonly level: string;
  /** `null`: not held against history. */
  readonly history: HistorySection | null;
  readonly routes: RouteTable | null;
  /** `0.4 %`: how far a percentile read from a histogram may be from the exact one. */
  readonly percentileError: string;
  readonly timeCharts: readonly Chart[];
  readonly shareCharts: readonly Chart[];
  readonly failures: FailureList;
  readonly checks: readonly CheckRow[];
  readonly scriptErrors: readonly string[];
  readonly resourceCharts: readonly Chart[];
  readonly furtherMetrics: readonly FurtherMetric[];
  readonly routeCharts: readonly Chart[];
  readonly routeChartsTitle: string;
  /** How many routes were drawn of how many; empty where all were. */
  readonly routeChartsNote: string;
  readonly provenance: Provenance;
}

const MOST_TARGETS = 200;

/** A run record in words and numbers for people. Pure: the same record gives the same view. */
export function runReportView(record: RunRecord): RunReportView {
  const anchor = anchors();
  const targets = targetRows(record, anchor);
  const routes = routeTable(record, anchor);
  const { kind, name } = record.benchmark;
  // A suite is its own subject.
  const subject = kind !== 'load' && record.subject.name === name ? '' : record.subject.name;
  const levels = [...new Set(record.targets.map(({ level }) => level))];
  return {
    title: `${record.outcome.toUpperCase()}: ${name}${subject === '' ? '' : ` on ${subject}`}`,
    benchmark: name,
    kind,
    subject,
    startedAt: dateText(record.startedAt),
    commit: commitText(record),
    banner: verdictBanner(record),
    figures: keyFigures(record),
    problems: problemList(record),
    capacity: capacityTable(record, anchor),
    targets: targets.slice(0, MOST_TARGETS),
    hiddenTargets: targets.length > MOST_TARGETS ? formatCount(targets.length - MOST_TARGETS) : '',
    level: levels.map((level) => formatValue(level, 'share')).join(' or '),
    history: historySection(record, anchor),
    routes,
    percentileError: formatLimit(Number(QUANTILE_RELATIVE_ERROR.toPrecision(1)), 'share'),
    timeCharts: [latencyChart(record), rateChart(record), percentileChart(record)].filter((chart) => chart !== null),
    shareCharts: [hitChart(record), ...shareCharts(record, anchor), errorChart(record)].filter(
      (chart) => chart !== null,
    ),
    failures: failureList(record),
    checks: checkRows(record),
    scriptErrors: scriptErrors(record),
    resourceCharts: resourceCharts(record, anchor),
    furtherMetrics: furtherMetrics(record),
    routeCharts: routeLatencyCharts(record),
    routeChartsTitle: kind === 'load' ? 'Latency of each route' : `${partWords(kind).parts} by batch`,
    routeChartsNote: routeChartsNote(routes),
    provenance: provenance(record),
  };
}

function routeChartsNote(routes: RouteTable | null): string {
  const measured = routes === null ? 0 : routes.hidden + routes.rows.filter((row) => !row.isWhole).length;
  if (measured <= MOST_DRAWN_ROUTES) return '';
  return `The ${MOST_DRAWN_ROUTES} slowest of ${formatCount(measured)}; the table above has a line for each.`;
}

function commitText({ manifest: { git } }: RunRecord): string {
  if (git === null) return '';
  return `${git.commit.slice(0, 10)}${git.branch === null ? '' : ` on ${git.branch}`}${git.isClean ? '' : ', changed'}`;
}
