import { expect, test } from 'vitest';
import { type BencherTest, bencherLimits } from './bencher.ts';

/* Values of bencherdev/bencher, lib/bencher_boundary/src/boundary.rs, mod tests. */
const FIVE = [1, 2, 3, 4, 5];
const NORMAL = [-1, -1, 0, 1, 1];

const PUBLISHED: readonly (readonly [BencherTest, readonly number[], number, number | null, number, number])[] = [
  ['static', FIVE, 5, null, -5, 5],
  ['percentage', FIVE, 0.5, 3, 1.5, 4.5],
  ['percentage', [0, 0, 0, 0, 0], 0.5, 0, 0, 0],
  ['z-score', NORMAL, 0.85, 0, -1.0364333894937896, 1.0364333894937896],
  ['t-test', NORMAL, 0.85, 0, -1.3031051974876533, 1.3031051974876533],
  ['log-normal', FIVE, 0.85, 2.6051710846973517, 0.17661070852081817, 5.033731460873885],
  ['iqr', FIVE, 1.5, 3, 0, 6],
  ['iqr', [3], 1.5, 3, 3, 3],
  ['delta-iqr', FIVE, 1.5, 3, 1.59375, 4.40625],
];

test.each(PUBLISHED)(
  '%s over %j has the limits of Bencher’s own tests',
  (name, data, boundary, baseline, lower, upper) => {
    const limits = bencherLimits(name, data, boundary);
    if (baseline === null) expect(limits?.baseline).toBeNull();
    else expect(limits?.baseline).toBeCloseTo(baseline, 9);
    expect(limits?.lower).toBeCloseTo(lower, 9);
    expect(limits?.upper).toBeCloseTo(upper, 9);
  },
);

test('where Bencher draws no limit, neither do we', () => {
  const tests = ['static', 'percentage', 'z-score', 't-test', 'log-normal', 'iqr', 'delta-iqr'] as const;
  for (const name of tests) expect(bencherLimits(name, [], 0.85)).toBeNull();
  for (const name of ['z-score', 't-test'] as const) expect(bencherLimits(name, [1, 1, 1, 1, 1], 0.85)).toBeNull();
  for (const data of [
    [1, 2, 0, 4, 5],
    [-1, -2, -3, -4, -5],
  ])
    expect(bencherLimits('log-normal', data, 0.85)).toBeNull();
  expect(bencherLimits('delta-iqr', [3], 1.5)).toBeNull();
});
