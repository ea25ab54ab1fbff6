import { judgedSeconds, type StageTimes } from '../../gate/core/decide/capacity.ts';
import { foldProblems } from '../../gate/core/decide/fold-problems.ts';
import type { CapacityStage, RunRecord } from '../../gate/core/model/run-record.ts';
import type { Outcome, Problem } from '../../gate/core/model/verdict.ts';
import { formatValue } from '../../gate/core/text/format-value.ts';
import { clock } from '../charts/ticks.ts';
import { offeredText } from './bands.ts';
import { bySeverity, type TargetRow, targetRow } from './target-rows.ts';
import { outcomeIcon } from './words.ts';

/** The highest rate at which every target held, and how each stage went. */
export interface CapacityTable {
  /** `800 iterations/s`, or empty when no stage held. */
  readonly highestRate: string;
  readonly stages: readonly StageRow[];
}

export interface StageRow {
  readonly name: string;
  readonly time: string;
  readonly offered: string;
  readonly achieved: string;
  readonly outcome: Outcome;
  readonly icon: string;
  /** Of this stage alone. */
  readonly problems: readonly string[];
  /** The worst target of the stage; where all are met the one closest to its limit. */
  readonly target: TargetRow | null;
  /** What became of the others. */
  readonly note: string;
}

export function capacityTable(record: RunRecord, anchor: (text: string) => string): CapacityTable | null {
  if (record.capacity === null) return null;
  const { highestRate, stages } = record.capacity;
  return {
    highestRate: highestRate === null ? '' : formatValue(highestRate, 'iterations/s'),
    stages: stages.map((entry) => stageRow(entry, record, anchor)),
  };
}

function stageRow(
  { stage, outcome, achievedRate, problems, targets }: CapacityStage,
  { problems: ofRun, measurement }: { readonly problems: readonly Problem[]; readonly measurement: StageTimes },
  anchor: (text: string) => string,
): StageRow {
  // Nothing was measured of a stage that ended while it settled: neither a rate nor a target tells anything of it.
  const isJudged = judgedSeconds(stage, measurement) > 0;
  const [worst] = isJudged ? bySeverity(targets) : [];
  const known = new Set(ofRun.map(({ message }) => message));
  return {
    name: stage.name,
    time: `${clock(stage.from)}–${clock(stage.until)}`,
    offered: offeredText(stage),
    achieved: isJudged ? formatValue(achievedRate, '1/s') : '–',
    outcome,
    icon: outcomeIcon(outcome),
    problems: isJudged
      ? foldProblems(problems.filter(({ message }) => !known.has(message))).map(({ message }) => message)
      : [],
    target: worst === undefined ? null : targetRow(worst, (text) => anchor(`${stage.name}-${text}`)),
    note: isJudged ? noteOf(targets) : 'not judged: it ended while it settled',
  };
}

function noteOf(targets: CapacityStage['targets']): string {
  const open = targets.filter(({ verdict }) => verdict !== 'met');
  const [worst] = bySeverity(targets);
  if (worst === undefined) return 'no target was judged';
  if (open.length === 0) return targets.length === 1 ? 'met' : `closest to its limit; all ${targets.length} are met`;
  return open.length === 1 ? worst.verdict : `${worst.verdict}; ${open.length - 1} more not met`;
}
