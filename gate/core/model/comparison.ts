import type { Warning } from './verdict.ts';

export type ComparisonVerdict = 'regression' | 'improvement' | 'unchanged' | 'inconclusive' | 'invalid';

/** What became of one metric of a candidate, held against a baseline. Relative changes are fractions; positive is worse. */
export interface Comparison {
  readonly verdict: ComparisonVerdict;
  /** One sentence a person can act on. */
  readonly reason: string;
  readonly estimate: number | null;
  /** One-sided bounds of the change, each with the confidence `level`. */
  readonly interval: readonly [number, number] | null;
  readonly level: number;
  /** The change that these data would have shown with 80 % power. */
  readonly mde: number | null;
  /** Pairs, or runs of the history. */
  readonly n: number;
  /** How many times the data were looked at until the verdict was certain. */
  readonly looks: number;
  /** One-sided p-value of "not worse"; `null` where there is none. */
  readonly pValue: number | null;
  readonly warnings: readonly Warning[];
}
