import { styleText } from 'node:util';
import { judgedSeconds } from '../../core/decide/capacity.ts';
import { foldProblems } from '../../core/decide/fold-problems.ts';
import type { CapacityStage, RunRecord } from '../../core/model/run-record.ts';
import type { Outcome, Problem } from '../../core/model/verdict.ts';
import { historyText } from './history-text.ts';
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
  return [
    problemsText(record.problems, stream),
    record.targets.length === 0 ? '' : `${verdictTable(record.targets, stream)}\n`,
    capacityText(record),
    historyText(record.history, stream),
    `${banner(record.outcome, stream)}  ${outcomeSentence(record)}\n`,
    placesText(places, stream),
  ].join('');
}

/** One line a problem; one that touches several series is told once, one that touches many routes for the first of them. */
export function problemsText(problems: readonly Problem[], stream: NodeJS.WriteStream): string {
  const lines = foldProblems(problems).map(({ severity, message, touched }) => {
    const [{ route } = { route: null }, ...others] = touched;
    const about = route === null || others.length > 0 || message.includes(route) ? '' : `${route}: `;
    return `  ${styleText(severity === 'invalid' ? 'magenta' : 'yellow', severity, { stream })}  ${about}${message}\n`;
  });
  return lines.length === 0 ? '' : `${lines.join('')}\n`;
}

export function banner(outcome: Outcome, stream: NodeJS.WriteStream): string {
  return styleText(['bold', 'black', BANNER[outcome]], ` ${outcome.toUpperCase()} `, { stream });
}

/** Names and what they stand for, in two columns. */
export function placesText(places: readonly (readonly [string, string])[], stream: NodeJS.WriteStream): string {
  const width = Math.max(...places.map(([name]) => name.length));
  return places.map(([name, place]) => `${styleText('dim', name.padEnd(width), { stream })}  ${place}\n`).join('');
}

export function outcomeSentence(record: RunRecord): string {
  const { history } = record;
  const ofTargets = targetsSentence(record);
  if (history === null || !history.isDecisive) return ofTargets;
  return `${ofTargets} History: ${history.outcome}.`;
}

function targetsSentence(record: RunRecord): string {
  const count = (verdict: string): number => record.targets.filter((result) => result.verdict === verdict).length;
  if (record.capacity !== null) return `judged stage by stage over ${record.capacity.stages.length} stages.`;
  if (record.targets.length === 0)
    return 'nothing to judge: neither a profile nor a threshold of the script sets a target.';
  const parts = ['missed', 'invalid', 'inconclusive']
    .filter((verdict) => count(verdict) > 0)
    .map((verdict) => `${count(verdict)} ${verdict}`);
  const met = `${count('met')} of ${record.targets.length} targets met`;
  if (parts.length > 0) return `${met}, ${parts.join(', ')}.`;
  const problem = record.problems.find(({ severity }) => severity === 'invalid');
  return problem === undefined ? `${met}.` : `${met}, but ${problem.message}.`;
}

function capacityText(record: RunRecord): string {
  if (record.capacity === null) return '';
  const stages = record.capacity.stages.map((entry) => {
    const text =
      judgedSeconds(entry.stage, record.measurement) === 0
        ? 'not judged: it ended while it settled'
        : `achieved ${entry.achievedRate.toFixed(1)} iterations/s${openTarget(entry)}`;
    return `  ${entry.outcome.padEnd(9)}  ${entry.stage.name}: ${text}\n`;
  });
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
