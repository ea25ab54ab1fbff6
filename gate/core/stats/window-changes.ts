/** Runs that are weighed before a change: at least the one, at most the other; and after it. */
const FEWEST_BEFORE = 12;
const MOST_BEFORE = 24;
const AFTER = 12;
/** Distance of the weighted means in standard errors, and relative to the level before, from which on it is a change. */
const SMALLEST_T = 5;
const SMALLEST_SHIFT = 0.02;

/**
 * Changes of level by two windows that slide along a series, nearer runs weighing more: where the distance of their means is largest within half
 * a window. Indices of first runs, rising. Source: the rule of Mozilla's Perfherder (treeherder, perf/alerts), with its windows.
 */
export function windowChanges(values: readonly number[]): readonly number[] {
  const distances = values.map((_, position) => distanceAt(values, position));
  return distances.flatMap((distance, position) => {
    const from = Math.max(0, position - AFTER / 2);
    const around = distances.slice(from, position + AFTER / 2 + 1);
    const isPeak =
      distance >= SMALLEST_T && distance === Math.max(...around) && distances.indexOf(distance, from) === position;
    return isPeak ? [position] : [];
  });
}

function distanceAt(values: readonly number[], position: number): number {
  const before = values.slice(Math.max(0, position - MOST_BEFORE), position).reverse();
  const after = values.slice(position, position + AFTER);
  if (before.length < FEWEST_BEFORE || after.length < AFTER) return 0;
  const [left, right] = [weighted(before), weighted(after)];
  const shift = Math.abs(right.mean - left.mean);
  if (shift === 0 || shift < SMALLEST_SHIFT * Math.abs(left.mean)) return 0;
  const error = Math.sqrt(left.variance / before.length + right.variance / after.length);
  return error === 0 ? Number.MAX_VALUE : shift / error;
}

/** The first value weighs most. */
function weighted(values: readonly number[]) {
  const count = values.length;
  let weights = 0;
  let sum = 0;
  for (const [position, value] of values.entries()) {
    weights += (count - position) / count;
    sum += ((count - position) / count) * value;
  }
  const mean = sum / weights;
  const variance = values.reduce((squares, value) => squares + (value - mean) ** 2, 0) / (count - 1);
  return { mean, variance };
}
