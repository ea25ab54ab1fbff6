import { expect, test } from 'vitest';
import { pairedRatio } from './paired-ratio.ts';

test('a ratio is that of the sides, and its interval holds what is in between', () => {
  const { ratio, interval, pairs } = pairedRatio([
    [100, 90],
    [200, 180],
    [50, 45],
  ]);
  expect([ratio, ...interval].map((one) => one.toFixed(6))).toEqual(['0.900000', '0.900000', '0.900000']);
  expect(pairs).toBe(3);
  const noisy = pairedRatio([
    [1, 1.1],
    [1, 0.9],
  ]).interval;
  expect(noisy[0]).toBeLessThan(0.5);
  expect(noisy[1]).toBeGreaterThan(2);
});

test('a side that measured nothing is no ratio', () => {
  expect(() => pairedRatio([[1, 1]])).toThrow(RangeError);
  expect(() =>
    pairedRatio([
      [1, 0],
      [1, 1],
    ]),
  ).toThrow(RangeError);
  expect(() =>
    pairedRatio([
      [0, 1],
      [1, 1],
    ]),
  ).toThrow(RangeError);
});
