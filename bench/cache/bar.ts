import { pairedRatio } from '../observer/paired-ratio.ts';

/** What a ratio shall be. */
export type Bar = { readonly atMost: number } | { readonly atLeast: number };

/** 0: met, 1: the whole interval lies beyond the bar, 2: on both sides of it. Prints the line that people read. */
export function judgeBar(
  what: string,
  pairs: readonly (readonly [base: number, measured: number])[],
  bar: Bar,
): 0 | 1 | 2 {
  const { ratio, interval } = pairedRatio(pairs);
  const [lower, upper] = interval;
  const isMet = 'atMost' in bar ? upper <= bar.atMost : lower >= bar.atLeast;
  const isBeyond = 'atMost' in bar ? lower > bar.atMost : upper < bar.atLeast;
  const limit = 'atMost' in bar ? `at most ${bar.atMost}` : `at least ${bar.atLeast}`;
  const verdict = isMet ? 'met' : isBeyond ? 'MISSED' : 'undecided';
  const figures = `${ratio.toFixed(2)} [${lower.toFixed(2)}, ${upper.toFixed(2)}]`;
  console.log(`${what}: ${figures} of ${pairs.length} pairs; bar: ${limit}: ${verdict}`);
  return isMet ? 0 : isBeyond ? 1 : 2;
}

/** A ratio that has no bar. Prints its line. */
export function showRatio(what: string, pairs: readonly (readonly [base: number, measured: number])[]): void {
  const { ratio, interval } = pairedRatio(pairs);
  console.log(`${what}: ${ratio.toFixed(2)} [${interval.map((bound) => bound.toFixed(2)).join(', ')}]`);
}

/** A count that has to be exact. Prints its line too. */
export function judgeCount(what: string, count: number, wanted: number): 0 | 1 {
  const isMet = count === wanted;
  console.log(`${what}: ${count}; bar: ${wanted}: ${isMet ? 'met' : 'MISSED'}`);
  return isMet ? 0 : 1;
}

/** A number that has a limit. Prints its line too. */
export function judgeLimit(what: string, value: number, unit: string, most: number): 0 | 1 {
  const isMet = value <= most;
  console.log(`${what}: ${value.toFixed(1)} ${unit}; bar: at most ${most} ${unit}: ${isMet ? 'met' : 'MISSED'}`);
  return isMet ? 0 : 1;
}
