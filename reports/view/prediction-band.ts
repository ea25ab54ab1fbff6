import { robustScale } from '../../gate/core/stats/robust-scale.ts';
import { median } from '../../gate/core/stats/sample-quantile.ts';
import { studentQuantile } from '../../gate/core/stats/student-t.ts';

/** The runs that count, as where a run is judged against history (docs/statistics.md). */
const MOST_RUNS = 40;
const FEWEST_RUNS = 10;
const CONFIDENCE = 0.99;

/**
 * Where the next run of this level lies, each bound with 99 %: the median of the last runs times or divided by
 * exp(t s √(1 + 1/n)). `null` with fewer than ten runs, or where a value is not above zero.
 */
export function predictionBand(values: readonly number[]): readonly [low: number, high: number] | null {
  const recent = values.slice(-MOST_RUNS);
  if (recent.length < FEWEST_RUNS || recent.some((value) => !(value > 0))) return null;
  const logs = recent.map(Math.log);
  const middle = median(logs);
  const half = studentQuantile(CONFIDENCE, recent.length - 1) * robustScale(logs) * Math.sqrt(1 + 1 / recent.length);
  return [Math.exp(middle - half), Math.exp(middle + half)];
}
