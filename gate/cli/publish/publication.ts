import type { Outcome } from '../../core/model/verdict.ts';
import type { Cause } from '../console/explanation-text.ts';
import type { Recorded } from '../recorded.ts';
import { claimsPublication } from './claims-publication.ts';
import { comparisonPublication } from './comparison-publication.ts';
import { runPublication } from './run-publication.ts';

/** What the world outside is told of a run, a comparison or measured claims: everything judged once, in words. All of it may hold text from outside. */
export interface Publication {
  readonly id: string;
  readonly kind: 'run' | 'comparison' | 'claims';
  /** `load browse`. */
  readonly benchmark: string;
  readonly subject: string;
  readonly outcome: Outcome;
  /** Why this outcome. */
  readonly sentence: string;
  /** What was wrong with the measurement; each a sentence. */
  readonly problems: readonly string[];
  readonly sections: readonly Section[];
  /** Where a regression lies, per request; empty where nobody looked. */
  readonly causes: readonly Cause[];
  /** Names and what they stand for: sides, commit, machine, time. */
  readonly facts: readonly (readonly [string, string])[];
  /** Path of the k6 script; `null` for a suite. */
  readonly script: string | null;
  readonly startedAt: string;
  readonly seconds: number;
}

/** Metrics that were judged alike. */
export interface Section {
  readonly title: string;
  /** Whether they decide the outcome, or are only shown. */
  readonly isDecisive: boolean;
  readonly columns: readonly string[];
  /** Worst first. */
  readonly judged: readonly Judged[];
}

export interface Judged {
  /** Of its own within the publication: `latency p95 of GET /a < 85 ms`. */
  readonly name: string;
  /** `open`: neither good nor bad; never to be shown as passed. */
  readonly state: 'passed' | 'failed' | 'open';
  readonly verdict: string;
  /** One a column. */
  readonly cells: readonly string[];
  readonly reason: string;
  readonly warnings: readonly string[];
}

export function publicationOf(record: Recorded): Publication {
  switch (record.format) {
    case 'loadline-run':
      return runPublication(record);
    case 'loadline-comparison':
      return comparisonPublication(record);
    case 'loadline-claims':
      return claimsPublication(record);
  }
}

/** Everything that decided, worst first within its section. */
export function decisive(publication: Publication): readonly Judged[] {
  return publication.sections.filter(({ isDecisive }) => isDecisive).flatMap(({ judged }) => judged);
}

/** Every number of a metric in one line: `value 92.1 ms, interval 88.0–96.0 ms, limit < 85 ms, n 12,000`. */
export function numbersOf({ columns }: Section, { cells }: Judged): string {
  return columns
    .map((column, index) => `${column} ${cells[index] ?? ''}`)
    .filter((_, index) => (cells[index] ?? '') !== '')
    .join(', ');
}
