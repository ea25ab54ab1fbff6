import { studentQuantile } from '../../gate/core/stats/student-t.ts';

/** A ratio of two sides, with a two-sided interval of 95 %. */
export interface PairedRatio {
  readonly ratio: number;
  readonly interval: readonly [number, number];
  readonly pairs: number;
}

/** Geometric mean of measured / bare over pairs taken side by side; the interval is Student's, over their logarithms. Needs two pairs. */
export function pairedRatio(pairs: readonly (readonly [bare: number, measured: number])[]): PairedRatio {
  if (pairs.length < 2) throw new RangeError(`a ratio needs two pairs, not ${pairs.length}`);
  const logs = pairs.map(([bare, measured]) => Math.log(measured / bare));
  if (!logs.every(Number.isFinite)) throw new RangeError(`a pair without a ratio: ${JSON.stringify(pairs)}`);
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1);
  const half = studentQuantile(0.975, logs.length - 1) * Math.sqrt(variance / logs.length);
  return { ratio: Math.exp(mean), interval: [Math.exp(mean - half), Math.exp(mean + half)], pairs: logs.length };
}
