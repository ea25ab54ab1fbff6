import { styleText } from 'node:util';
import { launchesText } from '../../core/decide/set-aside.ts';
import type {
  CalibrationRecord,
  ComparisonRecord,
  MetricComparison,
  Variant,
} from '../../core/model/comparison-record.ts';
import type { Problem } from '../../core/model/verdict.ts';
import { formatDuration } from '../../core/text/format-value.ts';
import { changeInterval, changeText, shareText } from './change-text.ts';
import { bySeverity, nameOf, worstOf } from './comparison-order.ts';
import { comparisonTable, VERDICT_STYLE } from './comparison-table.ts';
import { explanationText } from './explanation-text.ts';
import { banner, placesText, problemsText } from './run-summary.ts';

/** Rows of metrics that decide nothing. */
const MOST_MOVED = 6;

/**
 * What people read when a comparison has ended: problems, primary metrics, whatever else moved, who was compared with whom,
 * the outcome in a sentence, where record and report lie. `problems`: with those that were found when it was judged.
 */
export function comparisonSummary(
  record: ComparisonRecord,
  problems: readonly Problem[],
  places: readonly (readonly [string, string])[],
  stream: NodeJS.WriteStream,
): string {
  const primary = record.metrics.filter(({ role }) => role === 'primary');
  const told = primary.filter((metric) => !isFaultless(metric));
  return [
    problemsText(problems, stream),
    told.length === 0 ? '' : `${comparisonTable(told, stream)}\n`,
    faultlessText(primary.length - told.length),
    reasonsText(primary, problems, stream),
    movedText(record.metrics, stream),
    record.explanation === null ? '' : explanationText(record.explanation, stream),
    `${banner(record.outcome, stream)}  ${outcomeSentence(record)}\n`,
    placesText(
      [
        ['baseline', sideText(record.baseline)],
        ['candidate', sideText(record.candidate)],
        ['time', timeText(record)],
        ['self-check', calibrationText(record.calibration)],
        ...places,
      ],
      stream,
    ),
  ].join('');
}

/** A route without a failed request on either side; a service has many, and a row for each would hide the others. */
function isFaultless({ metric, route, comparison, baseline, candidate }: MetricComparison): boolean {
  const isNone = baseline === 0 && candidate === 0;
  return metric === 'error-rate' && route !== null && comparison.verdict === 'unchanged' && isNone;
}

function faultlessText(routes: number): string {
  if (routes === 0) return '';
  return `unchanged  error rate of ${routes} ${routes === 1 ? 'route' : 'routes'}: no failed request on either side\n\n`;
}

/** Why this outcome, by the metric that stands worst. */
export function outcomeSentence({
  outcome,
  metrics,
  calibration,
}: Pick<ComparisonRecord, 'outcome' | 'metrics' | 'calibration'>): string {
  const worst = worstOf(metrics);
  if (calibration?.isAdvisory === true) {
    return 'this gate raises too many false alarms on this machine class: its verdicts advise only.';
  }
  if (worst === undefined) return 'nothing to judge: there is no primary metric.';
  const primary = metrics.filter(({ role }) => role === 'primary');
  const count = (verdict: string) => primary.filter(({ comparison }) => comparison.verdict === verdict).length;
  if (outcome === 'pass') {
    const improved = count('improvement');
    const better = improved === 0 ? '' : `, ${improved} improved`;
    return `none of ${primary.length} primary metrics is worse by its margin${better}.`;
  }
  const { verdict, estimate, interval, reason } = worst.comparison;
  // The candidate died: nothing else needs to be told.
  if (outcome === 'fail' && verdict === 'invalid') return reason;
  const change =
    estimate === null || interval === null
      ? reason
      : `${changeText(estimate)} ${changeInterval(interval)}, margin ${shareText(worst.margin)}`;
  return `${nameOf(worst)}: ${change}; ${count(verdict)} of ${primary.length} primary metrics ${verdict === 'regression' ? 'worse' : verdict}.`;
}

/** Why verdicts are invalid or open, and the doubts about the others; what holds for many metrics is told once. */
function reasonsText(
  primary: readonly MetricComparison[],
  problems: readonly Problem[],
  stream: NodeJS.WriteStream,
): string {
  const told = problems.map(({ message }) => message);
  const reasons = bySeverity(primary).flatMap((metric): readonly Reason[] => {
    const { verdict, reason, warnings } = metric.comparison;
    const isOpen = (verdict === 'invalid' || verdict === 'inconclusive') && !told.includes(reason);
    return [
      ...(isOpen ? [{ kind: verdict, of: nameOf(metric), message: reason }] : []),
      ...warnings.map(({ message }) => ({ kind: 'warning' as const, of: nameOf(metric), message })),
    ];
  });
  const groups = [...Map.groupBy(reasons, ({ kind, message }) => `${kind} ${message}`).values()];
  const lines = groups.map((group) => {
    const [first, ...others] = group;
    if (first === undefined) return '';
    const { kind, of, message } = first;
    const names = others.length > 1 ? `${of} and ${others.length} others` : group.map((one) => one.of).join(' and ');
    const style = kind === 'warning' ? 'yellow' : VERDICT_STYLE[kind];
    return `  ${styleText(style, kind, { stream })}  ${names}: ${message}\n`;
  });
  return lines.length === 0 ? '' : `${lines.join('')}\n`;
}

interface Reason {
  readonly kind: 'invalid' | 'inconclusive' | 'warning';
  readonly of: string;
  readonly message: string;
}

/** Metrics that decide nothing and changed all the same. */
function movedText(metrics: readonly MetricComparison[], stream: NodeJS.WriteStream): string {
  const moved = metrics.filter(
    ({ role, comparison: { verdict } }) =>
      role === 'secondary' && (verdict === 'regression' || verdict === 'improvement'),
  );
  if (moved.length === 0) return '';
  const shown = bySeverity(moved).slice(0, MOST_MOVED);
  const rest = moved.length === shown.length ? '' : `${moved.length - shown.length} more are in the report\n`;
  return `${styleText('dim', 'changed besides, and decides nothing', { stream })}\n${comparisonTable(shown, stream)}${rest}\n`;
}

function sideText({ label, git }: Variant): string {
  if (git === null) return label;
  const commit = git.commit.slice(0, 7);
  return [
    label.includes(commit) ? label : `${label} (${commit})`,
    ...(git.isClean ? [] : ['with changes that are not committed']),
  ].join(', ');
}

function timeText(record: ComparisonRecord): string {
  return `verdict after ${formatDuration(Math.round(record.secondsToVerdict))}, ${launchesText(record)}`;
}

/** What this gate is worth on this machine class. */
function calibrationText(calibration: CalibrationRecord | null): string {
  if (calibration === null) return 'never calibrated on this machine class; "loadline calibrate" does it';
  const { falseAlarms, verdicts, comparisons, isAdvisory } = calibration;
  const record = `${falseAlarms} false alarms in ${verdicts} verdicts of ${comparisons} comparisons of identical builds on this machine class`;
  return isAdvisory ? `${record}: verdicts advise only until it is calibrated again` : record;
}
