import type { HistoryJudgement } from '../../gate/core/model/history.ts';
import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { Outcome } from '../../gate/core/model/verdict.ts';
import { formatValue } from '../../gate/core/text/format-value.ts';
import { changeInterval, changeText } from './change-text.ts';
import { type MetricRow, marginText, metricRow, worstFirst } from './metric-rows.ts';
import { nameWords, outcomeIcon, sentence } from './words.ts';

/** A run against earlier ones, in words. */
export interface HistorySection {
  readonly outcome: Outcome;
  readonly icon: string;
  /** Which earlier runs, whether the machine was its usual self, whether any of it decides. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Of metrics that decide. Empty where one reason keeps all metrics from a verdict: it is among the facts. */
  readonly primary: readonly HistoryRow[];
  readonly secondary: readonly HistoryRow[];
}

export interface HistoryRow extends MetricRow {
  readonly value: string;
  /** The second run that an alarm asked for; empty where there was none. */
  readonly confirmation: string;
}

type JudgedMetric = HistoryJudgement['metrics'][number];

/** Rows of metrics that are shown only. */
const MOST_SECONDARY = 40;

const CALIBRATOR: Readonly<Record<HistoryJudgement['calibrator'], string>> = {
  'in its band': 'as fast as usual, by the fixed control workload',
  'beyond its band': 'not its usual self, by the fixed control workload: nothing can be judged',
  'not measured': 'not measured: a slow machine cannot be told from a slow subject',
};

/** `null` where the run was not held against history. */
export function historySection(record: RunRecord, anchor: (text: string) => string): HistorySection | null {
  const { history, benchmark } = record;
  if (history === null) return null;
  const of = (role: JudgedMetric['role']) => worstFirst(history.metrics.filter((metric) => metric.role === role));
  const row = (metric: JudgedMetric): HistoryRow => ({
    ...metricRow({ ...metric, baseline: null, candidate: metric.value, launches: [] }, benchmark.kind, (text) =>
      anchor(`history-${text}`),
    ),
    value: formatValue(metric.value, metric.unit),
    confirmation: metric.confirmation === null ? '' : formatValue(metric.confirmation, metric.unit),
  });
  const common = commonReason(history.metrics);
  return {
    outcome: history.outcome,
    icon: outcomeIcon(history.outcome),
    facts: [
      ...(common === null ? [] : [{ label: 'no verdict', value: common }]),
      { label: 'baseline', value: history.baseline },
      { label: 'machine', value: CALIBRATOR[history.calibrator] },
      {
        label: 'counts',
        value: history.isDecisive ? 'as part of the outcome of this run' : 'shown only, decides nothing',
      },
    ],
    primary: common === null ? of('primary').map(row) : [],
    secondary: common === null ? of('secondary').slice(0, MOST_SECONDARY).map(row) : [],
  };
}

/** Why nothing could be told of any metric, where it is the same for all: told once, and not in a row for each. */
function commonReason(metrics: readonly JudgedMetric[]): string | null {
  const [first, ...others] = metrics.map(({ comparison }) => comparison);
  if (first === undefined || first.verdict !== 'inconclusive' || first.estimate !== null) return null;
  const isSame = others.every(({ reason, estimate }) => reason === first.reason && estimate === null);
  return others.length > 0 && isSame ? first.reason : null;
}

/** What history adds to the outcome of a run, in one sentence; empty where it decides nothing, or agrees. */
export function historySentence({ history, benchmark }: RunRecord): string {
  if (history === null || !history.isDecisive || history.outcome === 'pass') return '';
  const [worst] = worstFirst(history.metrics.filter(({ role }) => role === 'primary'));
  if (worst === undefined) return 'Against history nothing that decides was measured.';
  const what = `Against history, ${nameWords(worst, benchmark.kind)}`;
  const { verdict, estimate, interval, reason } = worst.comparison;
  if (verdict === 'regression')
    return `${what} is worse${effectWords(estimate, interval)}, beyond its margin of ${marginText(worst)}.`;
  return sentence(`${what} is ${verdict}: ${reason}`);
}

function effectWords(estimate: number | null, interval: readonly [number, number] | null): string {
  if (estimate === null) return '';
  return ` by ${changeText(estimate)}${interval === null ? '' : ` (${changeInterval(interval)})`}`;
}
