import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repeatedP } from './repeated-p.ts';
import { lookLevels } from './spending.ts';

const LOOKS = [3, 4, 5];
const relative = (value: number, reference: number) => Math.abs(value / reference - 1);

/*
 * Reference: SciPy 1.17.1, the alpha at which boundary i equals the p-value, by optimize.brentq over alpha, boundaries c_i as in
 * comparison-statistics.test.ts with stats.multivariate_normal.cdf([c_1 … c_i], cov=sqrt(t_i/t_j), abseps=1e-9).
 */
test('repeated p-values agree with the multivariate normal distribution of SciPy within a thousandth', () => {
  expect(relative(repeatedP(LOOKS, [0.001]), 0.010808464791877264)).toBeLessThan(1e-3);
  expect(relative(repeatedP(LOOKS, [1, 0.001]), 0.0033818370091190154)).toBeLessThan(1e-3);
  expect(relative(repeatedP(LOOKS, [1, 1, 0.001]), 0.001083515424283867)).toBeLessThan(1e-3);
  expect(relative(repeatedP(LOOKS, [1, 1, 0.02]), 0.023595091109470986)).toBeLessThan(1e-3);
});

test('at the levels of .05 it is .05 exactly, so that verdicts and p-values never disagree', () => {
  for (const [look, level] of lookLevels(LOOKS, 0.05).entries()) {
    const before = new Array<number>(look).fill(1);
    expect(repeatedP(LOOKS, [...before, level])).toBeCloseTo(0.05, 12);
    expect(repeatedP(LOOKS, [...before, level * 0.999])).toBeLessThan(0.05);
    expect(repeatedP(LOOKS, [...before, level * 1.001])).toBeGreaterThan(0.05);
  }
});

test('one look repeats nothing; certainty and nothing stay what they are', () => {
  expect(repeatedP([5], [0.037])).toBe(0.037);
  expect(repeatedP(LOOKS, [0])).toBe(0);
  expect(repeatedP(LOOKS, [1, 1, 1])).toBe(1);
  expect(repeatedP(LOOKS, [1e-40])).toBeLessThanOrEqual(1e-12);
  expect(repeatedP(LOOKS, [])).toBe(1);
});

test('more looks never raise it, and it rises with each p-value', () => {
  const p = fc.double({ min: 1e-8, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(p, p, p, (first, second, third) => {
      const one = repeatedP(LOOKS, [first]);
      const two = repeatedP(LOOKS, [first, second]);
      expect(two).toBeLessThanOrEqual(one);
      expect(repeatedP(LOOKS, [first, second, third])).toBeLessThanOrEqual(two);
      expect(one).toBeGreaterThanOrEqual(first * 0.999);
      expect(repeatedP(LOOKS, [first * 1.1])).toBeGreaterThanOrEqual(one);
    }),
    { numRuns: 60 },
  );
});
