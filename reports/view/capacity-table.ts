import type { CapacityStage, RunRecord } from '../../gate/core/model/run-record.ts';
import type { Outcome } from '../../gate/core/model/verdict.ts';
import { clock } from '../charts/ticks.ts';
import { formatValue } from '../format-value.ts';
import { bySeverity, type TargetRow, targetRow } from './target-rows.ts';

/** The highest rate at which every target held, and how each stage went. */
export interface CapacityTable {
  /** `800 /s`, or empty when no stage held. */
  readonly highestRate: string;
  readonly stages: readonly StageRow[];
}

export interface StageRow {
  readonly name: string;
  readonly time: string;
  readonly offered: string;
  readonly achieved: string;
  readonly outcome: Outcome;
  readonly problems: readonly string[];
  /** Targets of the stage, worst first; where all are met only the closest to its limit. */
  readonly targets: readonly TargetRow[];
  readonly met: number;
}

const MOST_TARGETS = 5;

export function capacityTable(record: RunRecord, anchor: (text: string) => string): CapacityTable | null {
  if (record.capacity === null) return null;
  const { highestRate, stages } = record.capacity;
  return {
    highestRate: highestRate === null ? '' : formatValue(highestRate, '1/s'),
    stages: stages.map((entry) => stageRow(entry, anchor)),
  };
}

function stageRow(
  { stage, outcome, achievedRate, problems, targets }: CapacityStage,
  anchor: (text: string) => string,
): StageRow {
  const sorted = bySeverity(targets);
  const open = sorted.filter(({ verdict }) => verdict !== 'met');
  const { fromRate, toRate } = stage;
  return {
    name: stage.name,
    time: `${clock(stage.from)}–${clock(stage.until)}`,
    offered:
      fromRate === toRate
        ? formatValue(toRate, '1/s')
        : `${formatValue(fromRate, '1/s')} → ${formatValue(toRate, '1/s')}`,
    achieved: formatValue(achievedRate, '1/s'),
    outcome,
    problems: problems.map(({ message }) => message),
    targets: (open.length === 0 ? sorted.slice(0, 1) : open.slice(0, MOST_TARGETS)).map((result) =>
      targetRow(result, (text) => anchor(`${stage.name}-${text}`)),
    ),
    met: sorted.length - open.length,
  };
}
