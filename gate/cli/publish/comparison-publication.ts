import { launchesText, problemsOfComparison } from '../../core/decide/set-aside.ts';
import type { ComparisonRecord, MetricComparison, Variant } from '../../core/model/comparison-record.ts';
import { formatDuration, formatValue } from '../../core/text/format-value.ts';
import { bySeverity } from '../console/comparison-order.ts';
import { outcomeSentence } from '../console/comparison-summary.ts';
import { causesOf } from '../console/explanation-text.ts';
import type { Publication, Section } from './publication.ts';
import { benchmarkText, changesOf, commitText, machineText, problemTexts } from './publication-parts.ts';

const COLUMNS = ['baseline', 'candidate', 'change (+ is worse)', 'interval', 'margin', 'MDE', 'n'];

/** A comparison: its primary metrics, and the others, which decide nothing. */
export function comparisonPublication(record: ComparisonRecord): Publication {
  const { id, benchmark, subject, outcome, metrics, manifest, secondsToVerdict, calibration } = record;
  return {
    id,
    kind: 'comparison',
    benchmark: benchmarkText(benchmark),
    subject,
    outcome,
    sentence: outcomeSentence(record),
    // Those that the data show are not in the record: they are found again.
    problems: problemTexts(problemsOfComparison(record)),
    sections: [
      section('primary metrics', metrics, 'primary'),
      section('other metrics, which decide nothing', metrics, 'secondary'),
    ].filter(({ judged }) => judged.length > 0),
    causes: record.explanation === null ? [] : causesOf(record.explanation),
    facts: [
      ['baseline', sideText(record.baseline)],
      ['candidate', sideText(record.candidate)],
      ['machine', machineText(record)],
      ['time', `verdict after ${formatDuration(Math.round(secondsToVerdict))}, ${launchesText(record)}`],
      ['self-check', calibrationText(calibration)],
    ],
    script: manifest.script?.path ?? null,
    startedAt: record.startedAt,
    seconds: secondsToVerdict,
  };
}

function section(title: string, metrics: readonly MetricComparison[], role: MetricComparison['role']): Section {
  const ofRole = bySeverity(metrics.filter((metric) => metric.role === role));
  const judged = ofRole.map((metric) => {
    const values = [metric.baseline, metric.candidate].map((value) =>
      value === null ? 'no data' : formatValue(value, metric.unit),
    );
    return changesOf(metric, '', values);
  });
  return { title, isDecisive: role === 'primary', columns: COLUMNS, judged };
}

function sideText({ label, git, url }: Variant): string {
  return [label, ...(url === null || url === label ? [] : [url]), ...(git === null ? [] : [commitText(git)])].join(
    ', ',
  );
}

function calibrationText(calibration: ComparisonRecord['calibration']): string {
  if (calibration === null) return 'never calibrated on this machine class';
  const { falseAlarms, verdicts, isAdvisory } = calibration;
  const record = `${falseAlarms} false alarms in ${verdicts} verdicts on identical builds`;
  return isAdvisory ? `${record}: verdicts advise only` : record;
}
