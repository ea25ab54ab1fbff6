import { expect, test } from 'vitest';
import { drawsOf } from './random.ts';
import { zipfRanks } from './zipf.ts';

const draws = 200_000;

function frequencies(size: number, exponent: number): Uint32Array {
  const counts = new Uint32Array(size + 1);
  const rank = zipfRanks(size, exponent);
  for (let iteration = 0; iteration < draws; iteration += 1) {
    const drawn = rank(drawsOf(3, iteration));
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  return counts;
}

test.each([
  [1_000_000, 1],
  [1_000, 1],
  [1_000, 0.8],
  [50, 1.3],
  [1, 1],
])('ranks 1 to %i follow 1 / rank ^ %f', (size, exponent) => {
  const counts = frequencies(size, exponent);
  let total = 0;
  for (let rank = 1; rank <= size; rank += 1) total += rank ** -exponent;
  expect(counts[0]).toBe(0);
  // Single ranks at the head, and the tail as a whole, within four standard errors.
  let tail = 1;
  for (const rank of [1, 2, 3, 5, 10].filter((one) => one < size)) {
    const share = rank ** -exponent / total;
    expect(Math.abs((counts[rank] ?? 0) / draws - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / draws));
  }
  let seen = 0;
  for (let rank = 1; rank <= Math.min(size, 100); rank += 1) {
    tail -= rank ** -exponent / total;
    seen += (counts[rank] ?? 0) / draws;
  }
  expect(Math.abs(1 - seen - tail)).toBeLessThan(4 * Math.sqrt(0.25 / draws));
});
