import type { Difference, Explanation } from '../../gate/core/model/explanation.ts';
import { formatValue } from '../../gate/core/text/format-value.ts';
import { sentence } from './words.ts';

/** One kind of work of both sides, per request. */
export interface WorkTable {
  readonly title: string;
  /** Of the first column. */
  readonly what: string;
  readonly isCode: boolean;
  /** Pairs of columns: `calls`, `ms`. */
  readonly units: readonly string[];
  readonly rows: readonly WorkRow[];
}

export interface WorkRow {
  readonly name: string;
  readonly detail: string;
  /** Baseline, candidate and difference of each unit in turn. */
  readonly cells: readonly string[];
  /** Of the last unit, 0–100: how long a bar of either side is beside the longest of the table. */
  readonly bars: { readonly baseline: number; readonly candidate: number };
}

export interface ExplanationTables {
  readonly tables: readonly WorkTable[];
  readonly gaps: readonly string[];
}

interface Entry {
  readonly name: string;
  readonly detail: string;
  /** A pair for each unit. */
  readonly values: readonly (readonly [number, number])[];
}

const LONGEST_STATEMENT = 600;

/** Where the difference lies; `null` where nothing was explained. */
export function explanationTables(explanation: Explanation | null): ExplanationTables | null {
  if (explanation === null) return null;
  const { phases, statements, commands, functions, gaps } = explanation;
  const tables = [
    workTable('Phases of a request', 'Phase', false, ['ms'], phases.map(entryOf)),
    workTable(
      'SQL statements',
      'Statement',
      true,
      ['calls', 'ms'],
      statements.map(({ text, calls, ms }) => ({
        name: text.length > LONGEST_STATEMENT ? `${text.slice(0, LONGEST_STATEMENT)}…` : text,
        detail: '',
        values: [
          [calls.baseline, calls.candidate],
          [ms.baseline, ms.candidate],
        ],
      })),
    ),
    workTable('Redis commands', 'Command', true, ['calls'], commands.map(entryOf)),
    workTable(
      'Functions by self time',
      'Function',
      true,
      ['ms'],
      functions.map((one) => ({ ...entryOf(one), detail: one.location })),
    ),
  ];
  return { tables: tables.filter(({ rows }) => rows.length > 0), gaps: gaps.map(sentence) };
}

function entryOf({ name, baseline, candidate }: Difference): Entry {
  return { name, detail: '', values: [[baseline, candidate]] };
}

function workTable(
  title: string,
  what: string,
  isCode: boolean,
  units: readonly string[],
  entries: readonly Entry[],
): WorkTable {
  const lastOf = (entry: Entry): readonly [number, number] => entry.values.at(-1) ?? [0, 0];
  const longest = Math.max(...entries.flatMap(lastOf), 0) || 1;
  const bar = (value: number): number => Number(((100 * value) / longest).toFixed(1));
  return {
    title,
    what,
    isCode,
    units,
    rows: entries.map((entry) => {
      const [baseline, candidate] = lastOf(entry);
      return {
        name: entry.name,
        detail: entry.detail,
        cells: entry.values.flatMap(([before, after], index) => cellsOf(before, after, units[index] ?? '')),
        bars: { baseline: bar(baseline), candidate: bar(candidate) },
      };
    }),
  };
}

/** `calls` are counted in the heading, so that the cells hold numbers alone. */
function cellsOf(before: number, after: number, unit: string): readonly string[] {
  const text = (value: number): string => (unit === 'ms' ? formatValue(value, 'ms') : formatValue(value, ''));
  const difference = after - before;
  const sign = difference > 0 ? '+' : difference < 0 ? '−' : '';
  return [text(before), text(after), `${sign}${text(Math.abs(difference))}`];
}
