import { launchesText, problemsOfComparison } from '../../gate/core/decide/set-aside.ts';
import type { ComparisonRecord, MetricComparison } from '../../gate/core/model/comparison-record.ts';
import { formatCount, formatDuration, formatValue } from '../../gate/core/text/format-value.ts';
import type { Chart } from '../charts/plot.ts';
import { blockCharts } from './block-charts.ts';
import { type CalibrationView, calibrationView } from './calibration-view.ts';
import { type ComparisonBanner, comparisonBanner } from './comparison-banner.ts';
import { comparisonProvenance } from './comparison-provenance.ts';
import { effectChart } from './effect-chart.ts';
import { type ExplanationTables, explanationTables } from './explanation-tables.ts';
import type { Figure } from './key-figures.ts';
import { type MetricTable, metricTable } from './metric-table.ts';
import { type Fact, listed, type ProblemList } from './problem-list.ts';
import { dateText, type Provenance } from './provenance.ts';
import { sideCharts } from './side-charts.ts';
import { type SideFacts, sideFacts } from './side-facts.ts';
import { type SideFailures, sideFailures } from './side-failures.ts';
import { anchors } from './words.ts';

/** Everything that the report of a comparison says. Lists without entries are left out of the page. */
export interface ComparisonReportView {
  readonly title: string;
  readonly benchmark: string;
  readonly subject: string;
  readonly startedAt: string;
  readonly banner: ComparisonBanner;
  readonly figures: readonly Figure[];
  readonly problems: ProblemList;
  readonly sides: SideFacts;
  readonly effects: Chart | null;
  /** Metrics that decide, worst first. */
  readonly primary: MetricTable;
  /** What a request costs: statements, commands, CPU time. */
  readonly work: MetricTable;
  readonly secondary: MetricTable;
  readonly level: string;
  readonly explanation: ExplanationTables | null;
  readonly sideCharts: readonly Chart[];
  readonly blockCharts: readonly Chart[];
  readonly failures: SideFailures;
  readonly calibration: CalibrationView;
  readonly provenance: Provenance;
}

/** Rows of a table that stand there whatever they say; further ones only where something changed. */
const LEAST_PRIMARY = 8;
const LEAST_SECONDARY = 12;

/** A comparison record in words and numbers for people. Pure: the same record gives the same view. */
export function comparisonReportView(record: ComparisonRecord): ComparisonReportView {
  const anchor = anchors();
  const { benchmark, subject, baseline, candidate } = record;
  // The record keeps the problems that the collector saw; those that the data show are found in them.
  const problems = problemsOfComparison(record);
  const primary = record.metrics.filter(({ role }) => role === 'primary');
  const isWork = (metric: string): boolean => metric.endsWith('-per-request');
  const table = (metrics: readonly MetricComparison[], least: number) =>
    metricTable(metrics, least, benchmark.kind, anchor);
  return {
    title: `${record.outcome.toUpperCase()}: ${benchmark.name}, ${baseline.label} against ${candidate.label}`,
    benchmark: benchmark.name,
    subject: subject === benchmark.name ? '' : subject,
    startedAt: dateText(record.startedAt),
    banner: comparisonBanner(record, problems),
    figures: figuresOf(record),
    problems: listed(problems, evidenceFacts(record)),
    sides: sideFacts(record),
    effects: effectChart(record),
    primary: table(primary, LEAST_PRIMARY),
    work: table(
      record.metrics.filter(({ metric }) => isWork(metric)),
      LEAST_SECONDARY,
    ),
    secondary: table(
      record.metrics.filter(({ role, metric }) => role === 'secondary' && !isWork(metric)),
      LEAST_SECONDARY,
    ),
    level: [...new Set(primary.map(({ comparison }) => formatValue(comparison.level, 'share')))].join(' or '),
    explanation: explanationTables(record.explanation),
    sideCharts: sideCharts(record),
    blockCharts: blockCharts(record),
    failures: sideFailures(record),
    calibration: calibrationView(record.calibration, record.environment.machineClass),
    provenance: comparisonProvenance(record),
  };
}

/** What the comparison took. */
function figuresOf(record: ComparisonRecord): readonly Figure[] {
  const { plan, metrics, secondsToVerdict, benchmark } = record;
  // Metrics without an interval count requests, not pairs.
  const paired = metrics.filter(({ comparison }) => comparison.interval !== null);
  const pairs = Math.max(0, ...paired.map(({ comparison }) => comparison.n));
  const looks = Math.max(1, ...metrics.map(({ comparison }) => comparison.looks));
  const isLoad = benchmark.kind === 'load';
  return [
    { label: 'measured', value: launchesText(record) },
    { label: 'looks', value: `${looks} of at most ${Math.max(plan.looks.length, looks)}` },
    ...(pairs === 0 ? [] : [{ label: 'pairs of blocks', value: formatCount(pairs) }]),
    ...(isLoad ? [{ label: 'judged per launch', value: formatDuration(plan.durationSeconds) }] : []),
    ...(plan.rate === null ? [] : [{ label: 'rate of both sides', value: formatValue(plan.rate, '1/s') }]),
    { label: 'command to verdict', value: formatDuration(Math.round(secondsToVerdict)) },
  ];
}

/** Evidence on the measurement itself, all launches together; what concerns both sides alike stands in both. */
function evidenceFacts({ launches, benchmark }: ComparisonRecord): readonly Fact[] {
  if (benchmark.kind !== 'load') return [];
  const evidence = launches.map(({ baseline }) => baseline.evidence);
  const total = (of: (one: (typeof evidence)[number]) => number): number =>
    evidence.reduce((sum, one) => sum + of(one), 0);
  const shares = evidence.flatMap(({ generatorCpuShare }) => generatorCpuShare ?? []);
  return [
    { label: 'iterations done', value: formatCount(total((one) => one.iterations)) },
    { label: 'dropped', value: formatCount(total((one) => one.droppedIterations)) },
    ...(shares.length === 0
      ? []
      : [{ label: 'generator CPU, busiest launch', value: formatValue(Math.max(...shares), 'share') }]),
  ];
}
