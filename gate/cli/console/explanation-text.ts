import { styleText } from 'node:util';
import type { Explanation } from '../../core/model/explanation.ts';
import { formatValue } from '../../core/text/format-value.ts';

/** Lines of each kind; the report has the rest. */
const MOST_LINES = 3;
const MOST_CHARACTERS = 70;

/** Where a regression lies, the largest growth of each kind first: functions, phases, statements, commands. */
export function explanationText(explanation: Explanation, stream: NodeJS.WriteStream): string {
  const shown = causesOf(explanation).map(
    ({ kind, what, size }) => `  ${styleText('red', kind.padEnd(8), { stream })}  ${what}: ${size} per request\n`,
  );
  const missing = explanation.gaps.map((gap) => `  ${styleText('dim', 'not seen', { stream })}  ${gap}\n`);
  if (shown.length + missing.length === 0) return '';
  return `${styleText('dim', 'where the difference lies', { stream })}\n${[...shown, ...missing].join('')}\n`;
}

/** One thing that grew: `function`, `sendRows (http/front.ts:41)`, `1.20 ms → 1.42 ms` per request. */
export interface Cause {
  readonly kind: string;
  readonly what: string;
  readonly size: string;
}

/** The largest growth of each kind first: functions, phases, statements, commands. */
export function causesOf({ functions, phases, statements, commands }: Explanation): readonly Cause[] {
  const lines = [
    ...grown(functions, (one) => one).map(
      ({ name, location, ...ms }) => ['function', `${name} (${location})`, change(ms, 'ms')] as const,
    ),
    ...grown(phases, (one) => one).map(({ name, ...ms }) => ['phase', name, change(ms, 'ms')] as const),
    ...grown(statements, ({ calls, ms }) => (calls.candidate > calls.baseline ? calls : ms)).map(
      ({ text, calls, ms }) => ['SQL', text, `${change(calls, 'calls')}, ${change(ms, 'ms')}`] as const,
    ),
    ...grown(commands, (one) => one).map(({ name, ...calls }) => ['Redis', name, change(calls, 'calls')] as const),
  ];
  return lines.map(([kind, what, size]) => ({ kind, what: short(what), size }));
}

interface Sizes {
  readonly baseline: number;
  readonly candidate: number;
}

/** Those that grew, the largest growth first. */
function grown<Entry>(entries: readonly Entry[], sizesOf: (entry: Entry) => Sizes): readonly Entry[] {
  const growth = (entry: Entry) => sizesOf(entry).candidate - sizesOf(entry).baseline;
  return entries
    .filter((entry) => growth(entry) > 0)
    .sort((one, other) => growth(other) - growth(one))
    .slice(0, MOST_LINES);
}

function change({ baseline, candidate }: Sizes, unit: string): string {
  return `${formatValue(baseline, unit)} → ${formatValue(candidate, unit)}`;
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1)}…` : line;
}
