import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lagOneAutocorrelation } from './autocorrelation.ts';
import { longRunVariance } from './long-run-variance.ts';
import { estimateRatio } from './ratio-estimate.ts';

const OVER = [3, 5, 4, 9, 8, 7, 2, 1, 4, 6, 12, 9, 5, 3, 2, 6, 7, 4, 3, 5];
const REQUESTS = [100, 110, 95, 105, 100, 98, 102, 101, 99, 100, 120, 110, 100, 100, 90, 100, 105, 100, 97, 103];
const PARTS = OVER.map((numerator, position) => ({ numerator, denominator: REQUESTS[position] as number }));

/*
 * Reference values, one Python session with statsmodels 0.15.0 and SciPy 1.17.1 (y = over / requests, n = requests):
 *   m = sm.WLS(y, np.ones(20), weights=n).fit(cov_type='HC1'); m.params[0], m.bse[0]**2
 *   acf(over, nlags=1, fft=False)[1]
 *   r = over - m.params[0] * n; a = acf(r, nlags=1, fft=False)[1]; rho = a + (1 + 3*a) / 20; w = np.pi * np.arange(1, 5) / 20
 *   c = scipy.fft.dct(r, type=2)[1:5] / 2; (2*c*c).mean() / ((1-rho)**2 / (1 - 2*rho*np.cos(w) + rho**2)).mean()
 */
test('ratio, independent-block variance and long-run variance agree with statsmodels and SciPy', () => {
  const { ratio, independent, longRun } = estimateRatio(PARTS);
  expect(ratio).toBeCloseTo(0.05159705159705159, 14);
  expect(independent.variance / 3.204428896308193e-5).toBeCloseTo(1, 12);
  expect(independent.degrees).toBe(19);
  expect(longRun.variance / 9.454892822164632e-6).toBeCloseTo(1, 12);
  expect(longRun.degrees).toBe(4);
});

test('lag-1 autocorrelation agrees with statsmodels, and is zero where nothing varies', () => {
  expect(lagOneAutocorrelation(OVER)).toBeCloseTo(0.41412859560067683, 14);
  expect(lagOneAutocorrelation([7, 7, 7])).toBe(0);
  expect(lagOneAutocorrelation([1])).toBe(0);
  expect(lagOneAutocorrelation([])).toBe(0);
});

test('neighbours that resemble each other raise the long-run variance, alternating ones do not', () => {
  const slow = Array.from({ length: 80 }, (_, position) => Math.sin((2 * Math.PI * position) / 40));
  const fast = slow.map((_, position) => (position % 2 === 0 ? 1 : -1));
  const asIfIndependent = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0);
  expect(longRunVariance(slow).variance).toBeGreaterThan(5 * asIfIndependent(slow));
  expect(longRunVariance(fast).variance).toBeLessThan(0.05 * asIfIndependent(fast));
});

test('a variance of one block, or a ratio without requests, is an error', () => {
  expect(() => longRunVariance([0])).toThrow(RangeError);
  expect(() =>
    estimateRatio([
      { numerator: 0, denominator: 0 },
      { numerator: 0, denominator: 0 },
    ]),
  ).toThrow(RangeError);
  expect(() =>
    estimateRatio([
      { numerator: 1, denominator: Number.NaN },
      { numerator: 1, denominator: 1 },
    ]),
  ).toThrow(RangeError);
});

test('scaling the numerators scales the ratio, and its variances by the square', () => {
  const parts = fc.array(fc.record({ numerator: fc.nat(50), denominator: fc.integer({ min: 50, max: 900 }) }), {
    minLength: 2,
    maxLength: 80,
  });
  fc.assert(
    fc.property(parts, fc.integer({ min: 2, max: 1000 }), (blocks, scale) => {
      const plain = estimateRatio(blocks);
      const scaled = estimateRatio(
        blocks.map(({ numerator, denominator }) => ({ numerator: numerator * scale, denominator })),
      );
      expect(scaled.ratio).toBeCloseTo(plain.ratio * scale, 8);
      expect(Math.sqrt(scaled.independent.variance)).toBeCloseTo(Math.sqrt(plain.independent.variance) * scale, 6);
      expect(Math.sqrt(scaled.longRun.variance)).toBeCloseTo(Math.sqrt(plain.longRun.variance) * scale, 6);
    }),
  );
});
