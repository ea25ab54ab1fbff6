import type { Comparison } from '../model/comparison.ts';
import type { MetricName } from '../model/comparison-record.ts';
import type { AgainstHistoryQuestion, HistoryEntry, HistoryJudgement, HistoryValue } from '../model/history.ts';
import type { Outcome } from '../model/verdict.ts';
import { benjaminiHochberg, holm } from '../stats/multiplicity.ts';
import { type CalibratorBand, calibratorBand } from './calibrator-band.ts';
import { ERROR_RATE } from './compared-metrics.ts';
import { historyQuestion, isSameMetric, valueIn } from './history-question.ts';
import { judgeHistoryByDifference } from './history-with-zero.ts';
import { type AlarmP, alarmPValue, type HistoryQuestion, judgeHistory, UNCONFIRMED } from './judge-history.ts';
import { withoutSize } from './paired-with-zero.ts';

/** The judgement, and whether a second run must decide it. */
export interface AgainstHistory {
  readonly judgement: HistoryJudgement;
  /** A primary metric alarms and there is no confirmation: run once more and ask again. */
  readonly needsConfirmation: boolean;
}

type JudgedMetric = HistoryJudgement['metrics'][number];

/**
 * A candidate against the stored history of its machine class, metric by metric; times are brought to the usual speed of the machine where the
 * calibrator was measured. Alarms on primary metrics are adjusted by Holm before they ask for a second run. Without history everything is inconclusive.
 */
export function judgeAgainstHistory(question: AgainstHistoryQuestion): AgainstHistory {
  const { history, candidate, confirmation, primary } = question;
  const band = calibratorBand(history.map(({ calibratorMs }) => calibratorMs));
  const odd = oddRun(band, [candidate, ...(confirmation === null ? [] : [confirmation])]);
  const roles = candidate.metrics.map((value) =>
    value.metric === ERROR_RATE || primary.some((name) => isSameMetric(name, value)) ? 'primary' : 'secondary',
  );
  const questions = candidate.metrics.map((value) => historyQuestion(value, question, band));
  const alarms = questions.map((one, position) =>
    isByDifference(candidate.metrics[position], one) ? null : alarmPValue(one),
  );
  const adjusted = adjustAlarms(alarms, roles);
  const metrics = candidate.metrics.map((value, position): JudgedMetric => {
    const asked = questions[position];
    if (asked === undefined) throw new TypeError('every metric has its question');
    const alarmP = adjusted[position] ?? null;
    const role = roles[position] ?? 'secondary';
    return {
      metric: value.metric,
      route: value.route,
      unit: value.unit,
      better: value.better,
      role,
      margin: asked.margin,
      value: value.value,
      confirmation: valueIn(confirmation, value)?.value ?? null,
      comparison: odd ?? judgeOne(value, alarmP === null || role === 'secondary' ? asked : { ...asked, alarmP }),
      adjustedP: alarmP?.worse ?? null,
    };
  });
  const missing = primary.filter((name) => valueIn(candidate, name) === null);
  const needsConfirmation = confirmation === null && metrics.some(isAlarm);
  const judgement: HistoryJudgement = {
    baseline: baselineText(history, missing),
    calibrator: calibratorOf(band, candidate, odd !== null),
    metrics: metrics.toSorted((one, other) => Number(one.role === 'secondary') - Number(other.role === 'secondary')),
    outcome: missing.length > 0 ? atMostUndecided(concludeHistory(metrics)) : concludeHistory(metrics),
  };
  return { judgement, needsConfirmation };
}

function judgeOne(value: HistoryValue, question: HistoryQuestion): Comparison {
  if (question.history.length === 0) {
    const reason =
      'the first run of its kind on this machine class: there is no baseline yet; compare with the base revision instead';
    return withoutSize('inconclusive', reason, 0, 0.95);
  }
  if (!isByDifference(value, question)) return judgeHistory(question);
  return judgeHistoryByDifference(question, value.unit === 'share' ? question.margin : 0);
}

/** Zeros have no ratio, and that of a few failed requests means nothing. */
function isByDifference(
  value: HistoryValue | undefined,
  { history, candidate, confirmation }: HistoryQuestion,
): boolean {
  if (value?.metric === ERROR_RATE) return true;
  return [...history, candidate, confirmation ?? 1].some((one) => one === 0);
}

/** p-values of alarms among metrics that were judged together: Holm for those that decide, Benjamini–Hochberg for the others. */
function adjustAlarms(alarms: readonly (AlarmP | null)[], roles: readonly string[]): readonly (AlarmP | null)[] {
  const adjusted = new Array<AlarmP | null>(alarms.length).fill(null);
  for (const [role, adjust] of [
    ['primary', holm],
    ['secondary', benjaminiHochberg],
  ] as const) {
    const tested = alarms.flatMap((alarm, position) =>
      alarm !== null && roles[position] === role ? [{ alarm, position }] : [],
    );
    const worse = adjust(tested.map(({ alarm }) => alarm.worse));
    const better = adjust(tested.map(({ alarm }) => alarm.better));
    tested.forEach(({ position }, index) => {
      adjusted[position] = { worse: worse[index] ?? 1, better: better[index] ?? 1 };
    });
  }
  return adjusted;
}

/** The comparison of every metric of a run during which the machine was not itself; `null`: it was. */
function oddRun(band: CalibratorBand, runs: readonly HistoryEntry[]): Comparison | null {
  if (band.kind === 'not measured') return null;
  const odd = runs.find(({ calibratorMs }) => calibratorMs !== null && band.isBeyond(calibratorMs));
  if (odd === undefined || odd.calibratorMs === null) return null;
  const excess = Math.expm1(band.excessOf(odd.calibratorMs));
  const percent = `${Number(Math.abs(excess * 100).toPrecision(2))} % ${excess > 0 ? 'slower' : 'faster'}`;
  const reason = `the machine was ${percent} than it ever is, by its calibrator: queue again`;
  return withoutSize('invalid', reason, 0, 0.95);
}

function calibratorOf(
  band: CalibratorBand,
  { calibratorMs }: HistoryEntry,
  isBeyond: boolean,
): HistoryJudgement['calibrator'] {
  if (isBeyond) return 'beyond its band';
  return band.kind === 'not measured' || calibratorMs === null ? 'not measured' : 'in its band';
}

/** An alarm of a primary metric that a second run has not yet spoken on. */
function isAlarm({ role, comparison }: JudgedMetric): boolean {
  return role === 'primary' && comparison.verdict === 'inconclusive' && comparison.reason === UNCONFIRMED;
}

function concludeHistory(metrics: readonly JudgedMetric[]): Outcome {
  const verdicts = metrics.filter(({ role }) => role === 'primary').map(({ comparison }) => comparison.verdict);
  if (verdicts.includes('regression')) return 'fail';
  const isOpen = verdicts.includes('inconclusive') || verdicts.includes('invalid');
  return verdicts.length === 0 || isOpen ? 'undecided' : 'pass';
}

function atMostUndecided(outcome: Outcome): Outcome {
  return outcome === 'pass' ? 'undecided' : outcome;
}

function baselineText(history: readonly HistoryEntry[], missing: readonly MetricName[]): string {
  const lacks = missing.map(({ metric, route }) => (route === null ? metric : `${metric} of ${route}`)).join(', ');
  const lacking = missing.length === 0 ? '' : `; this run has nothing valid of ${lacks}`;
  const last = history.at(-1);
  if (last === undefined) return `no earlier run${lacking}`;
  const branch = last.git?.branch ?? null;
  const commit = last.git === null ? '' : ` (${last.git.commit.slice(0, 7)})`;
  const runs = `${history.length} earlier ${history.length === 1 ? 'run' : 'runs'}`;
  return `${runs}${branch === null ? '' : ` of ${branch}`}, the latest of ${last.startedAt.slice(0, 10)}${commit}${lacking}`;
}
