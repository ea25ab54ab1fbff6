import { expect, test } from 'vitest';
import { logSlope } from './log-slope.ts';

test('what is proportional has slope 1, its square root ½, what is constant 0', () => {
  const xs = [1, 10, 100, 1_000];
  for (const power of [0, 0.5, 1]) {
    const { slope, interval } = logSlope(xs.map((x) => [x, 3 * x ** power]));
    expect(slope).toBeCloseTo(power, 10);
    expect(interval[0]).toBeCloseTo(power, 6);
  }
});

// NumPy 2.4: p, cov = polyfit(log([1, 2, 3, 4]), log([2, 3, 5, 4]), 1, cov=True), and p[0] ± 4.302653 sqrt(cov[0, 0]).
test('slope and interval are those of NumPy', () => {
  const { slope, interval } = logSlope([
    [1, 2],
    [2, 3],
    [3, 5],
    [4, 4],
  ]);
  expect(slope).toBeCloseTo(0.597426, 6);
  expect(interval[0]).toBeCloseTo(-0.241887, 5);
  expect(interval[1]).toBeCloseTo(1.43674, 5);
});

test.each([
  [[]],
  [
    [
      [1, 1],
      [2, 2],
    ],
  ],
  [
    [
      [1, 1],
      [1, 2],
      [1, 3],
    ],
  ],
  [
    [
      [0, 1],
      [1, 2],
      [2, 3],
    ],
  ],
])('%j has no slope', (points) => {
  expect(() => logSlope(points as [number, number][])).toThrow(RangeError);
});
