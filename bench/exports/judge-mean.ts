import { studentQuantile } from '../../gate/core/stats/student-t.ts';

/** A mean that has a limit: 0 where its interval of 95 % lies within, 1 beyond, 2 on both sides. Prints its line. Needs two values. */
export function judgeMean(what: string, values: readonly number[], unit: string, most: number): 0 | 1 | 2 {
  if (values.length < 2) throw new RangeError(`an interval needs two values, not ${values.length}`);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const half = studentQuantile(0.975, values.length - 1) * Math.sqrt(variance / values.length);
  const [lower, upper] = [mean - half, mean + half];
  const verdict = upper <= most ? 'met' : lower > most ? 'MISSED' : 'undecided';
  const figures = `${mean.toFixed(1)} ${unit} [${lower.toFixed(1)}, ${upper.toFixed(1)}]`;
  console.log(`${what}: ${figures} of ${values.length} readings; bar: at most ${most} ${unit}: ${verdict}`);
  return verdict === 'met' ? 0 : verdict === 'MISSED' ? 1 : 2;
}
