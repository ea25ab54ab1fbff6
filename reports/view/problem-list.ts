import { foldProblems, type ToldProblem } from '../../gate/core/decide/fold-problems.ts';
import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { Problem } from '../../gate/core/model/verdict.ts';
import { formatCount, formatValue } from '../../gate/core/text/format-value.ts';
import { capitalised, metricWords } from './words.ts';

/** What is wrong with the measurement, invalidating problems first, and what was looked at to find out. */
export interface ProblemList {
  readonly rows: readonly ProblemRow[];
  readonly hidden: number;
  readonly facts: readonly Fact[];
}

export interface ProblemRow {
  readonly severity: Problem['severity'];
  readonly message: string;
  /** The routes or series that it touches; empty: the whole run. */
  readonly about: string;
  readonly code: string;
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

const MOST_ROWS = 60;
const MOST_TOUCHED = 6;

export function problemList(record: RunRecord): ProblemList {
  return listed(record.problems, measurementFacts(record));
}

/** Problems that say the same are one row, and so are the many routes of an overload. */
export function listed(problems: readonly Problem[], facts: readonly Fact[]): ProblemList {
  const rows = foldProblems(problems).map(({ severity, message, code, touched }): ProblemRow => {
    return { severity, message: capitalised(message), about: aboutText(touched), code };
  });
  rows.sort((one, other) => Number(one.severity === 'warning') - Number(other.severity === 'warning'));
  return {
    rows: rows.slice(0, MOST_ROWS),
    hidden: Math.max(0, rows.length - MOST_ROWS),
    facts,
  };
}

/** The routes and series that a problem touches; empty where it touches the whole run. */
function aboutText(problems: ToldProblem['touched']): string {
  const touched = problems.map(({ route, series }) =>
    [series === null ? [] : metricWords(series), route ?? []].flat().join(' of '),
  );
  if (touched.includes('')) return '';
  const rest = touched.length - MOST_TOUCHED;
  return `${touched.slice(0, MOST_TOUCHED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** Evidence on the measurement itself, in numbers. What a kind of run cannot know is left out. */
function measurementFacts({ evidence, benchmark, manifest }: RunRecord): readonly Fact[] {
  const isLoad = benchmark.kind === 'load';
  const share = (value: number | null): string | null => (value === null ? null : formatValue(value, 'share'));
  const counted = (count: number): string | null => (count === 0 ? null : formatCount(count));
  const facts: readonly (readonly [string, string | null])[] = [
    ['iterations planned', evidence.plannedIterations === null ? null : formatCount(evidence.plannedIterations)],
    ['iterations done', isLoad ? formatCount(evidence.iterations) : null],
    ['dropped', isLoad ? formatCount(evidence.droppedIterations) : null],
    [
      'load model',
      evidence.isOpenModel === null ? null : evidence.isOpenModel ? 'open (arrival rate)' : 'closed (fixed users)',
    ],
    [isLoad ? 'generator CPU' : 'process CPU', share(evidence.generatorCpuShare)],
    ['CPU of all others', share(evidence.otherCpuShare)],
    ['unreadable samples', counted(evidence.unreadable)],
    ['routes folded into "other"', counted(evidence.foldedRoutes)],
    ['seconds without counters', counted(evidence.missedCounterReads)],
    ['tool output', evidence.isTruncated ? 'ends in the middle of a line' : null],
    [`${manifest.tool.name} ended by`, manifest.tool.signal],
  ];
  return facts.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]));
}
