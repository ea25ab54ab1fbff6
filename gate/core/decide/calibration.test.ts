import { expect, test } from 'vitest';
import type { ComparisonVerdict } from '../model/comparison.ts';
import type { MetricComparison } from '../model/comparison-record.ts';
import { calibratedLaunchSpread, calibrationOf } from './calibration.ts';
import { withoutSize } from './paired-with-zero.ts';
import { MADE_PLAN } from './tests/made-launch.ts';

const metric = (
  verdict: ComparisonVerdict,
  launches: readonly (number | null)[] = [],
  change: Partial<MetricComparison> = {},
): MetricComparison => ({
  metric: 'latency.p50',
  route: null,
  unit: 'ms',
  better: 'lower',
  role: 'primary',
  margin: 0.05,
  baseline: 1,
  candidate: 1,
  comparison: withoutSize(verdict, '', 80, 0.95),
  adjustedP: null,
  launches,
  ...change,
});
const comparison = (...metrics: MetricComparison[]) => ({ metrics, plan: MADE_PLAN });
const many = (count: number, ...metrics: MetricComparison[]) =>
  Array.from({ length: count }, () => comparison(...metrics));

/* Reference: SciPy 1.17.1, stats.beta.ppf(.05, 4, 17) = lower bound of 4 of 20, stats.beta.ppf(.05, 5, 16) of 5 of 20. */
test('the bound of the false-alarm rate is exact, and beyond twice five percent verdicts advise only', () => {
  const calm = [...many(16, metric('unchanged')), ...many(4, metric('regression'))];
  expect(calibrationOf('m1', calm)).toMatchObject({ comparisons: 20, verdicts: 20, falseAlarms: 4, isAdvisory: false });
  expect(calibrationOf('m1', calm).rateLowerBound).toBeCloseTo(0.07135388, 7);
  const wild = [...many(15, metric('unchanged')), ...many(5, metric('regression'))];
  expect(calibrationOf('m1', wild).rateLowerBound).toBeCloseTo(0.10408083, 7);
  expect(calibrationOf('m1', wild).isAdvisory).toBe(true);
});

test('verdicts of one comparison share their fate: many metrics prove no more than one', () => {
  const metrics = Array.from({ length: 10 }, (_, position) => metric('regression', [], { metric: `m${position}` }));
  const once = calibrationOf('m1', [comparison(...metrics), ...many(19, metric('unchanged'))]);
  expect(once).toMatchObject({ falseAlarms: 10, isAdvisory: false });
});

test('nothing measured, invalid verdicts and secondary metrics count nothing', () => {
  expect(calibrationOf('m1', [])).toEqual({
    machineClass: 'm1',
    comparisons: 0,
    verdicts: 0,
    falseAlarms: 0,
    rateLowerBound: 0,
    isAdvisory: false,
    mde: {},
  });
  const spoilt = [comparison(metric('invalid')), comparison(metric('regression', [], { role: 'secondary' }))];
  expect(calibrationOf('m1', spoilt)).toMatchObject({ comparisons: 0, verdicts: 0, falseAlarms: 0 });
});

test('launches of identical builds tell what can be detected, and how launches differ', () => {
  const launches = [0.01, -0.01, 0.01, -0.01, null, 0.01];
  const two = [comparison(metric('unchanged', launches)), comparison(metric('unchanged', launches))];
  const { mde } = calibrationOf('m1', two);
  // (t(.95) + t(.8)) of 4 degrees · .01 / √5 = (2.1318 + .9410) · .00447
  expect(mde['latency.p50']).toBeCloseTo(0.01384, 4);
  expect(calibratedLaunchSpread(two)).toBeCloseTo(0.01, 4);
  expect(calibratedLaunchSpread(two.slice(1))).toBe(null);
});
