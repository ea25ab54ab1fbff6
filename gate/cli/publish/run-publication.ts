import { targetWords } from '../../../reports/view/words.ts';
import { judgedSeconds } from '../../core/decide/capacity.ts';
import type { RunHistory } from '../../core/model/history.ts';
import type { CapacityStage, RunRecord } from '../../core/model/run-record.ts';
import type { TargetResult, TargetVerdict } from '../../core/model/target.ts';
import { formatCount, formatDuration, formatInterval, formatLimit, formatValue } from '../../core/text/format-value.ts';
import { outcomeSentence } from '../console/run-summary.ts';
import { bySeverity } from '../console/verdict-table.ts';
import type { Judged, Publication, Section } from './publication.ts';
import { benchmarkText, changesOf, commitText, machineText, problemTexts } from './publication-parts.ts';

const STATE: Readonly<Record<TargetVerdict, Judged['state']>> = {
  met: 'passed',
  missed: 'failed',
  inconclusive: 'open',
  invalid: 'open',
};

/** A run: its targets, those of each stage where it was judged stage by stage, and what history says. */
export function runPublication(record: RunRecord): Publication {
  const { id, benchmark, subject, outcome, problems, targets, capacity, history, manifest, startedAt } = record;
  const { kind } = benchmark;
  const isJudged = ({ stage }: CapacityStage): boolean => judgedSeconds(stage, record.measurement) > 0;
  const stages = capacity?.stages.filter(isJudged) ?? [];
  const settling = capacity?.stages.filter((stage) => !isJudged(stage)) ?? [];
  return {
    id,
    kind: 'run',
    benchmark: benchmarkText(benchmark),
    subject: subject.name,
    outcome,
    sentence: outcomeSentence(record),
    problems: [
      ...problemTexts([...problems, ...stages.flatMap((stage) => stage.problems)]),
      ...settling.map(({ stage }) => `stage ${stage.name} was not judged: it ended while it settled`),
    ],
    sections: [
      ...(targets.length === 0 ? [] : [targetSection('targets', targets, kind, true)]),
      ...stages.map((stage) => stageSection(stage, kind)),
      ...(history === null ? [] : historySections(history)),
    ],
    causes: [],
    facts: [
      ['commit', commitText(manifest.git)],
      ...(record.profile === null ? [] : [['targets', record.profile] as const]),
      ...(history === null ? [] : [['history', history.baseline] as const]),
      ['machine', machineText(record)],
      ['measured', `${formatDuration(Math.round(record.measurement.durationSeconds))}, ${startedAt}`],
    ],
    script: manifest.script?.path ?? null,
    startedAt,
    seconds: record.measurement.durationSeconds,
  };
}

/** A stage that does not hold fails nothing by itself: the run reports the highest rate that does. */
function stageSection(
  { stage, targets, outcome, achievedRate }: CapacityStage,
  kind: RunRecord['benchmark']['kind'],
): Section {
  const title = `stage ${stage.name}: ${outcome} at ${formatValue(achievedRate, '1/s')}`;
  return targetSection(title, targets, kind, false);
}

function targetSection(
  title: string,
  targets: readonly TargetResult[],
  kind: RunRecord['benchmark']['kind'],
  isDecisive: boolean,
): Section {
  return {
    title,
    isDecisive,
    columns: ['value', 'interval', 'limit', 'n', 'source'],
    judged: bySeverity(targets).map((result): Judged => {
      const { target, unit, verdict, observed, interval, n, reason, warnings } = result;
      const limit = limitText(result);
      return {
        name: `${targetWords(target, kind)}${limit === '' ? '' : ` ${limit}`}`,
        state: STATE[verdict],
        verdict,
        cells: [
          observed === null ? 'no data' : formatValue(observed, unit),
          interval === null ? '' : formatInterval(interval, unit),
          limit,
          formatCount(n),
          target.source,
        ],
        reason,
        warnings: warnings.map(({ message }) => message),
      };
    }),
  };
}

function limitText({ target: { below, above }, unit }: TargetResult): string {
  if (below !== undefined) return `< ${formatLimit(below, unit)}`;
  return above === undefined ? '' : `> ${formatLimit(above, unit)}`;
}

function historySections({ metrics, isDecisive }: RunHistory): readonly Section[] {
  return (['primary', 'secondary'] as const).flatMap((role): readonly Section[] => {
    const ofRole = metrics.filter((metric) => metric.role === role);
    if (ofRole.length === 0) return [];
    const judged = ofRole.map((metric) => {
      const { value, unit, confirmation } = metric;
      return changesOf(metric, 'history: ', [
        formatValue(value, unit),
        confirmation === null ? '' : formatValue(confirmation, unit),
      ]);
    });
    const title = role === 'primary' ? 'against history' : 'against history, shown only';
    const columns = ['value', 'confirmed', 'change (+ is worse)', 'interval', 'margin', 'MDE', 'n'];
    return [{ title, isDecisive: isDecisive && role === 'primary', columns, judged }];
  });
}
