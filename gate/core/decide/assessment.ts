import type { TargetVerdict } from '../model/target.ts';
import type { Warning } from '../model/verdict.ts';

/** What the samples say about a limit, before problems of the measurement are considered. The fields of a target's result. */
export interface Assessment {
  readonly verdict: TargetVerdict;
  /** Why, where the numbers alone do not say it. */
  readonly reason: string | null;
  readonly observed: number | null;
  readonly interval: readonly [number, number] | null;
  readonly n: number;
  readonly effectiveN: number | null;
  readonly warnings: readonly Warning[];
}

/** A target's limit: the metric shall stay on this side of it. */
export interface Limit {
  readonly side: 'below' | 'above';
  readonly value: number;
}

/** The verdict of an interval: met, missed, or on both sides of the limit. */
export function verdictOf([lower, upper]: readonly [number, number], limit: Limit): 'met' | 'missed' | 'inconclusive' {
  if (limit.side === 'below') return upper <= limit.value ? 'met' : lower > limit.value ? 'missed' : 'inconclusive';
  return lower >= limit.value ? 'met' : upper < limit.value ? 'missed' : 'inconclusive';
}
