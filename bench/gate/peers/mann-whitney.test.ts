import { expect, test } from 'vitest';
import { mannWhitney } from './mann-whitney.ts';

/* Reference: SciPy 1.17.1, stats.mannwhitneyu(a, b, method='asymptotic').pvalue */
test('Mann–Whitney agrees with SciPy, ties included', () => {
  expect(mannWhitney([1, 2, 3, 4, 5, 6], [4, 5, 6, 7, 8, 9])).toBeCloseTo(0.03637858037213116, 9);
  expect(mannWhitney([1.5, 2.25, 3.125, 4], [0.5, 9, 8, 7, 6])).toBeCloseTo(0.17790959498698244, 9);
  expect(mannWhitney([1, 1], [1, 1])).toBe(1);
});
