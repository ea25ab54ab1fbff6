import { seededRandom } from './random.ts';
import { median, sorted, sortedQuantile } from './sample-quantile.ts';
import { seedOf } from './seed-of.ts';

const RESAMPLES = 1000;

/**
 * How far the median of the second stretch lies above that of the first, with one-sided bounds of the given confidence each: both are drawn again in
 * blocks of neighbours, n^(1/3) long, so that runs that resemble each other stay together. The draws follow from the values: the same input gives
 * the same bounds. Source: Künsch (1989), Ann. Stat. 17, 1217–1241.
 */
export function medianShift(first: readonly number[], second: readonly number[], confidence: number) {
  const random = seededRandom(seedOf([...first, ...second]));
  const draw = (values: readonly number[]) => {
    const length = Math.max(1, Math.round(values.length ** (1 / 3)));
    const drawn: number[] = [];
    while (drawn.length < values.length) {
      const start = Math.floor(random() * (values.length - length + 1));
      drawn.push(...values.slice(start, start + length));
    }
    return median(drawn.slice(0, values.length));
  };
  const shifts = sorted(Array.from({ length: RESAMPLES }, () => draw(second) - draw(first)));
  const interval: readonly [number, number] = [
    sortedQuantile(shifts, 1 - confidence),
    sortedQuantile(shifts, confidence),
  ];
  return { shift: median(second) - median(first), interval };
}
