import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pairedLocation } from './hodges-lehmann.ts';
import { benjaminiHochberg, holm } from './multiplicity.ts';
import { robustScale } from './robust-scale.ts';
import { median, sorted, sortedQuantile } from './sample-quantile.ts';
import { lookLevels } from './spending.ts';

/*
 * Reference values, one Python session with NumPy 2.4.6, SciPy 1.17.1, statsmodels 0.15.0:
 *   x = [.013, -.002, .041, .008, .019, 0, .027, -.011]; np.quantile(x, [.1, .9])
 *   np.median([(x[i] + x[j]) / 2 for i in range(8) for j in range(i, 8)])
 *   multipletests([.001, .04, .03, .2, .0005, .9, .012], method='holm')[1], method='fdr_bh'
 *   looks: boundaries c_i by brentq on 1 - multivariate_normal.cdf([c_1 … c_i], cov=sqrt(t_i/t_j)) = 2(1 - Φ(1.96/√t_i)), levels 1 - Φ(c_i)
 */
const X = [0.013, -0.002, 0.041, 0.008, 0.019, 0, 0.027, -0.011];
const P = [0.001, 0.04, 0.03, 0.2, 0.0005, 0.9, 0.012];
const expectClose = (actual: readonly number[], reference: readonly number[], digits: number) => {
  expect(actual.length).toBe(reference.length);
  for (const [position, value] of actual.entries()) expect(value).toBeCloseTo(reference[position] as number, digits);
};

test('quantiles agree with NumPy', () => {
  expect(sortedQuantile(sorted(X), 0.1)).toBeCloseTo(-0.0047, 15);
  expect(sortedQuantile(sorted(X), 0.9)).toBeCloseTo(0.0312, 15);
  expect(median([3])).toBe(3);
  expect(() => median([])).toThrow(RangeError);
});

test('the Hodges–Lehmann location agrees with its definition in NumPy', () => {
  expect(pairedLocation(X)).toBeCloseTo(0.0115, 15);
  expect(pairedLocation([7])).toBe(7);
  expect(() => pairedLocation([])).toThrow(RangeError);
});

test('the Hodges–Lehmann location moves with its sample, turns with it, and forgets an outlier', () => {
  const sample = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(sample, fc.double({ min: -5, max: 5, noNaN: true }), (differences, shift) => {
      const location = pairedLocation(differences);
      expect(pairedLocation(differences.map((difference) => difference + shift))).toBeCloseTo(location + shift, 9);
      expect(pairedLocation(differences.map((difference) => -difference))).toBeCloseTo(-location, 9);
    }),
  );
  expect(pairedLocation([...X, 1e6])).toBeLessThan(0.03);
});

test('adjusted p-values agree with statsmodels', () => {
  expectClose(holm(P), [0.006, 0.12, 0.12, 0.4, 0.0035, 0.9, 0.06], 12);
  expectClose(benjaminiHochberg(P), [0.0035, 0.056, 0.0525, 0.23333333333333336, 0.0035, 0.9, 0.028], 12);
  expect(holm([])).toEqual([]);
  expect(holm([0.3])).toEqual([0.3]);
  expect(benjaminiHochberg([0.3])).toEqual([0.3]);
});

test('adjusting keeps the order of p-values, never lowers one, and Holm is the stricter', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (pValues) => {
      const byHolm = holm(pValues);
      const byFalseShare = benjaminiHochberg(pValues);
      pValues.forEach((p, position) => {
        expect(byFalseShare[position]).toBeGreaterThanOrEqual(p - 1e-12);
        expect(byHolm[position]).toBeGreaterThanOrEqual((byFalseShare[position] as number) - 1e-12);
        expect(byHolm[position]).toBeLessThanOrEqual(1);
      });
    }),
  );
});

test('levels of three looks agree with the multivariate normal distribution of SciPy', () => {
  expectClose(lookLevels([3, 4, 5], 0.05), [0.011396418465313252, 0.025046299809884487, 0.04103822981297034], 6);
  expectClose(lookLevels([1, 2, 4], 0.05), [8.857543832130332e-5, 0.0055435334735951525, 0.04823993405567817], 6);
});

test('a look at next to none of the data keeps a level above zero', () => {
  const levels = lookLevels(
    Array.from({ length: 40 }, (_, look) => look + 1),
    0.05,
  );
  expect(Math.min(...levels)).toBeGreaterThan(0);
  expect(levels.slice(1).every((level, look) => level >= (levels[look] as number))).toBe(true);
});

test('one look spends everything', () => {
  expectClose(lookLevels([5], 0.05), [0.05], 9);
});

/* Reference: scipy.stats.median_abs_deviation(x) = .0115; deciles as above. */
test('the robust scale is the larger of deviation and deciles, and sees what half-equal samples leave', () => {
  expect(robustScale(X)).toBeCloseTo(1.4826 * 0.0115, 12);
  expect(robustScale([5, 5, 5, 5, 5, 5, 5, 9, 9, 1])).toBeGreaterThan(0);
  expect(robustScale([5, 5, 5])).toBe(0);
  expect(() => robustScale([])).toThrow(RangeError);
});
