import { styleText } from 'node:util';
import type { CapacityStage, RunRecord } from '../../core/model/run-record.ts';
import type { Outcome } from '../../core/model/verdict.ts';
import { bySeverity, nameOf, verdictTable } from './verdict-table.ts';

const BANNER: Readonly<Record<Outcome, 'bgGreen' | 'bgRed' | 'bgYellow'>> = {
  pass: 'bgGreen',
  fail: 'bgRed',
  undecided: 'bgYellow',
};

/** What people read when a run has ended: problems, verdicts, capacity, outcome, where record and report lie. */
export function runSummary(
  record: RunRecord,
  places: readonly (readonly [string, string])[],
  stream: NodeJS.WriteStream,
): string {
  // One problem that touches several series is told once.
  const problems = new Set(
    record.problems.map(
      (problem) =>
        `  ${styleText(problem.severity === 'invalid' ? 'magenta' : 'yellow', problem.severity, { stream })}  ${problem.route === null ? '' : `${problem.route}: `}${problem.message}\n`,
    ),
  );
  const width = Math.max(...places.map(([name]) => name.length));
  return [
    problems.size === 0 ? '' : `${[...problems].join('')}\n`,
    record.targets.length === 0 ? '' : `${verdictTable(record.targets, stream)}\n`,
    capacityText(record),
    `${styleText(['bold', 'black', BANNER[record.outcome]], ` ${record.outcome.toUpperCase()} `, { stream })}  ${outcomeSentence(record)}\n`,
    ...places.map(([name, place]) => `${styleText('dim', name.padEnd(width), { stream })}  ${place}\n`),
  ].join('');
}

function outcomeSentence(record: RunRecord): string {
  const count = (verdict: string): number => record.targets.filter((result) => result.verdict === verdict).length;
  if (record.capacity !== null) return `judged stage by stage over ${record.capacity.stages.length} stages.`;
  if (record.targets.length === 0)
    return 'nothing to judge: neither a profile nor a threshold of the script sets a target.';
  const parts = ['missed', 'invalid', 'inconclusive']
    .filter((verdict) => count(verdict) > 0)
    .map((verdict) => `${count(verdict)} ${verdict}`);
  const met = `${count('met')} of ${record.targets.length} targets met`;
  return parts.length === 0 ? `${met}.` : `${met}, ${parts.join(', ')}.`;
}

function capacityText(record: RunRecord): string {
  if (record.capacity === null) return '';
  const stages = record.capacity.stages.map(
    (entry) =>
      `  ${entry.outcome.padEnd(9)}  ${entry.stage.name}: achieved ${entry.achievedRate.toFixed(1)}/s${openTarget(entry)}\n`,
  );
  const highest = record.capacity.highestRate;
  const line =
    highest === null
      ? 'no stage was shown to hold every target'
      : `every target holds up to ${highest.toFixed(0)} iterations/s`;
  return `${stages.join('')}\ncapacity  ${line}\n\n`;
}

/** The worst target of a stage that does not pass, and why. */
function openTarget({ targets }: CapacityStage): string {
  const [worst] = bySeverity(targets);
  return worst === undefined || worst.verdict === 'met' ? '' : `; ${worst.verdict}: ${nameOf(worst)}: ${worst.reason}`;
}
