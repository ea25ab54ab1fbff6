import type { SqlPoolStats } from '../ports.ts';

/**
 * How long the statements of these pools took on average, in ms; `null`: none has run. One that got no connection has no duration:
 * it is among `statements`, and would make the mean fall just when a pool is exhausted.
 */
export function meanQueryMs(
  pools: readonly Pick<SqlPoolStats, 'statementSeconds' | 'durationCounts'>[],
): number | null {
  const ran = timedStatements(pools);
  return ran === 0 ? null : (sum(pools.map(({ statementSeconds }) => statementSeconds)) * 1_000) / ran;
}

/** How many of the statements of these pools ran to an end, and so have a duration. */
export function timedStatements(pools: readonly Pick<SqlPoolStats, 'durationCounts'>[]): number {
  return sum(pools.flatMap(({ durationCounts }) => durationCounts));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
