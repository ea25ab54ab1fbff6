import type { Random } from '../../core/stats/random.ts';

/** Draws numbers from 0 to `size` − 1 with odds in proportion to 1 / (number + 1)^exponent; 0: all alike. Source: Zipf's law. */
export function ranks(size: number, exponent: number): (random: Random) => number {
  if (exponent === 0) return (random) => Math.floor(random() * size);
  const sums = new Float64Array(size);
  let sum = 0;
  for (let rank = 0; rank < size; rank += 1) {
    sum += (rank + 1) ** -exponent;
    sums[rank] = sum;
  }
  return (random) => {
    const wanted = random() * sum;
    let [low, high] = [0, size - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sums[middle] as number) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
