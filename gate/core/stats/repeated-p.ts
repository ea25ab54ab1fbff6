import { lookLevels } from './spending.ts';

/** Smallest p-value that is told apart from none. */
const SMALLEST = 1e-12;

/** Error probabilities between which the levels of the looks are interpolated; .05 is one of them, so that a verdict at .05 is exact. */
const GRID: readonly number[] = [
  ...Array.from({ length: 37 }, (_, step) => SMALLEST * 10 ** (step * 0.25)),
  ...[0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8],
  ...[0.9, 0.97],
];

/**
 * p-value of data that were looked at several times: the smallest error probability at which the boundary would have been crossed by now.
 * `looks` are the planned amounts of data, `pValues` those of the looks taken so far, in order. With one planned look it is the p-value.
 * Source: Jennison & Turnbull (2000), Group Sequential Methods, §8.5 and §9.2.
 */
export function repeatedP(looks: readonly number[], pValues: readonly number[]): number {
  return Math.min(1, ...pValues.map((pValue, look) => spentBy(looks, look, pValue)));
}

/** The error probability of the whole plan whose level at this look is the given one. */
function spentBy(looks: readonly number[], look: number, pValue: number): number {
  if (looks.length === 1 || pValue === 0 || pValue >= 1) return pValue;
  const levelAt = (position: number) => lookLevels(looks, GRID[position] as number)[look] as number;
  let low = 0;
  let high = GRID.length - 1;
  if (pValue <= levelAt(low)) return SMALLEST;
  if (pValue > levelAt(high)) return 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (levelAt(middle) < pValue) low = middle;
    else high = middle;
  }
  if (levelAt(high) === pValue) return GRID[high] as number;
  const [from, until] = [Math.log(levelAt(low)), Math.log(levelAt(high))];
  const share = (Math.log(pValue) - from) / (until - from);
  const [least, most] = [Math.log(GRID[low] as number), Math.log(GRID[high] as number)];
  return Math.exp(least + share * (most - least));
}
