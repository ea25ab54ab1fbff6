import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clopperPearson } from './clopper-pearson.ts';
import { betaQuantile, incompleteBeta } from './incomplete-beta.ts';
import { logGamma } from './log-gamma.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { studentCdf, studentQuantile } from './student-t.ts';

/*
 * Reference values: SciPy 1.17.1, printed with repr() by one Python session of
 *   from scipy import stats, special
 *   stats.norm.cdf(x)  stats.norm.ppf(p)  special.gammaln(x)  special.betainc(a, b, x)  special.betaincinv(a, b, p)
 *   stats.t.cdf(t, df)  stats.t.ppf(p, df)  [stats.beta.ppf(.05, k, n-k+1), stats.beta.ppf(.95, k+1, n-k)]
 */
function expectClose(actual: number, reference: number, relative = 1e-11): void {
  expect(Math.abs(actual - reference)).toBeLessThanOrEqual(relative * Math.abs(reference) + 1e-15 * relative);
}

test('the helper of this file refuses a wrong eleventh digit', () => {
  expect(() => expectClose(1.0000000001, 1)).toThrow();
});

test.each([
  [-37, 5.7255712225239266e-300],
  [-8, 6.22096057427174e-16],
  [-3.5, 0.00023262907903552502],
  [-1.96, 0.024997895148220435],
  [-0.3, 0.3820885778110474],
  [0, 0.5],
  [1, 0.8413447460685429],
  [2.5, 0.9937903346742238],
  [4, 0.9999683287581669],
])('normalCdf(%d) agrees with SciPy', (x, reference) => expectClose(normalCdf(x), reference));

test.each([
  [1e-300, -37.0470962993612],
  [1e-10, -6.361340902404056],
  [1e-6, -4.753424308822899],
  [0.022, -2.014090812018139],
  [0.05, -1.6448536269514729],
  [0.3, -0.5244005127080409],
  [0.5, 0],
  [0.975, 1.959963984540054],
  [0.999, 3.090232306167813],
])('normalQuantile(%d) agrees with SciPy', (p, reference) => expectClose(normalQuantile(p), reference));

test.each([
  [0.1, 2.252712651734206],
  [0.5, 0.5723649429247],
  [2.5, 0.2846828704729192],
  [10, 12.801827480081469],
  [1e6, 12815504.569147611],
])('logGamma(%d) agrees with SciPy', (x, reference) => expectClose(logGamma(x), reference));

test.each([
  [0.1, 0.5, 0.5, 0.20483276469913345],
  [0.4, 2, 3, 0.5247999999999999],
  [0.99, 10, 0.5, 0.6579281751567845],
  [0.02, 1e3, 5e4, 0.740482231640057],
  [0.3005, 3e5, 7e5, 0.8623710942977787],
  [0.7, 1, 1, 0.7],
  [1e-9, 0.01, 8, 0.8341189325534297],
])('incompleteBeta(%d, %d, %d) agrees with SciPy', (x, a, b, reference) => {
  // The logarithms of large gamma functions cancel: nine digits are left at a million.
  expectClose(incompleteBeta(x, a, b), reference, a + b > 1e4 ? 1e-8 : 1e-11);
});

test.each([
  [0.05, 1, 59, 0.0008690000715255871],
  [0.95, 1, 299, 0.009969146792899269],
  [0.5, 20.5, 3.25, 0.8733816914328922],
  [1e-7, 200, 0.5, 0.9314403137695505],
  [0.95, 6, 59995, 0.00017520919875475135],
])('betaQuantile(%d, %d, %d) agrees with SciPy', (p, a, b, reference) => {
  expectClose(betaQuantile(p, a, b), reference, 1e-9);
});

test.each([
  [-2.5, 3, 0.04385332350403278],
  [0, 7, 0.5],
  [1.3, 2.5, 0.8497566053646458],
  [5, 398, 0.9999995694176977],
  [-40, 1, 0.007956089912025812],
  [-6, 100, 1.586245751401426e-8],
])('studentCdf(%d, %d) agrees with SciPy', (t, degrees, reference) => expectClose(studentCdf(t, degrees), reference));

test.each([
  [0.95, 1, 6.313751514675037],
  [0.95, 2, 2.9199855803537242],
  [0.95, 4, 2.1318467863266495],
  [0.975, 9, 2.262157162798205],
  [0.978, 19.4, 2.1541259830631874],
  [0.4, 3, -0.2766706623326898],
  [5e-7, 100, -5.213727574230077],
  [0.999999, 12, 8.504302718031097],
  [0.0001, 0.7, -97570.04017876886],
])('studentQuantile(%d, %d) agrees with SciPy', (p, degrees, reference) => {
  expectClose(studentQuantile(p, degrees), reference, 1e-10);
});

test.each([
  [0, 59, 0, 0.04950760988822693],
  [0, 299, 0, 0.009969146792899269],
  [3, 60, 0.01376515756828304, 0.12418721047743608],
  [7.5, 812.25, 0.004477572580082976, 0.016916152673497293],
  [60, 60, 0.9512970866899025, 1],
  [20, 60000, 0.00022092143799354444, 0.00048433040183534673],
])('clopperPearson(%d, %d) agrees with SciPy', (successes, trials, lower, upper) => {
  const bounds = clopperPearson(successes, trials, 0.95);
  expectClose(bounds[0], lower, 1e-8);
  expectClose(bounds[1], upper, 1e-8);
});

test('Clopper–Pearson knows nothing without trials and refuses more successes than trials', () => {
  expect(clopperPearson(0, 0, 0.95)).toEqual([0, 1]);
  expect(() => clopperPearson(2, 1, 0.95)).toThrow(RangeError);
  expect(() => clopperPearson(Number.NaN, 1, 0.95)).toThrow(RangeError);
});

const probability = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
// Half a degree is the smallest shape that a t distribution asks for.
const shape = fc.double({ min: 0.5, max: 500, noNaN: true });
const degrees = fc.double({ min: 1, max: 1000, noNaN: true });

test('quantiles invert their distribution functions', () => {
  fc.assert(fc.property(probability, (p) => Math.abs(normalCdf(normalQuantile(p)) - p) < 1e-12));
  fc.assert(fc.property(probability, degrees, (p, d) => Math.abs(studentCdf(studentQuantile(p, d), d) - p) < 1e-9));
  fc.assert(
    fc.property(probability, shape, shape, (p, a, b) => {
      const x = betaQuantile(p, a, b);
      // A quantile of 1 - 1e-17 is the double 1: the distribution jumps over p there.
      return x > 1 - 1e-12 || Math.abs(incompleteBeta(x, a, b) - p) < 1e-8;
    }),
  );
});

test('Clopper–Pearson stays around the share for more trials than doubles can tell apart', () => {
  for (const trials of [1e7, 1e8, 1e9, 6e16]) {
    const [lower, upper] = clopperPearson(0.04 * trials, trials, 0.95);
    expect(lower).toBeLessThan(0.04);
    expect(upper).toBeGreaterThan(0.04);
  }
});

test('more successes never lower the bounds, and the bounds enclose the share', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, share) => {
      const successes = Math.floor(share * (trials - 1));
      const [lower, upper] = clopperPearson(successes, trials, 0.95);
      const [lowerNext, upperNext] = clopperPearson(successes + 1, trials, 0.95);
      expect(lower).toBeLessThanOrEqual(successes / trials);
      expect(upper).toBeGreaterThanOrEqual(successes / trials);
      expect(lowerNext).toBeGreaterThan(lower);
      expect(upperNext).toBeGreaterThan(upper);
    }),
  );
});

test('nonsense is refused, not answered', () => {
  for (const p of [0, 1, -1, 2, Number.NaN]) {
    expect(() => normalQuantile(p)).toThrow(RangeError);
    expect(() => studentQuantile(p, 3)).toThrow(RangeError);
  }
  expect(() => normalCdf(Number.NaN)).toThrow(RangeError);
  expect(() => incompleteBeta(0.5, 0, 1)).toThrow(RangeError);
  expect(() => incompleteBeta(1.5, 1, 1)).toThrow(RangeError);
  expect(() => betaQuantile(Number.NaN, 1, 1)).toThrow(RangeError);
  expect(() => logGamma(0)).toThrow(RangeError);
});
