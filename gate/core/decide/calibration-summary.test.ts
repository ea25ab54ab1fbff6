import { expect, test } from 'vitest';
import type { CalibrationEntry, Injected } from '../model/calibration.ts';
import type { ComparisonVerdict } from '../model/comparison.ts';
import type { MetricComparison } from '../model/comparison-record.ts';
import { seededRandom } from '../stats/random.ts';
import { detectableChange, summariseCalibration } from './calibration-summary.ts';

function metric(
  verdict: ComparisonVerdict,
  launches: readonly (number | null)[],
  name = 'latency.p50',
): MetricComparison {
  return {
    metric: name,
    route: null,
    unit: 'ms',
    better: 'lower',
    role: 'primary',
    margin: 0.05,
    baseline: 1,
    candidate: 1,
    comparison: {
      verdict,
      reason: verdict === 'invalid' ? 'too busy' : '',
      estimate: 0,
      interval: null,
      level: 0.95,
      mde: null,
      n: 16,
      looks: 1,
      pValue: null,
      warnings: [],
    },
    adjustedP: null,
    launches,
  };
}

function entry(metrics: readonly MetricComparison[], injected: Injected | null = null): CalibrationEntry {
  return {
    format: 'loadline-calibration',
    version: 1,
    id: '20261121T104500Z-calibrate-load-3f2a9c',
    startedAt: '2026-11-21T10:45:00Z',
    benchmark: { kind: 'load', name: 'load' },
    subject: 'toy',
    git: null,
    environment: {
      machineClass: 'c',
      cpu: 'cpu',
      cores: 2,
      memoryBytes: 1,
      arch: 'x64',
      kernel: '6',
      governor: null,
      node: 'v24',
      runnerImage: null,
    },
    plan: {
      primary: [],
      margin: 0.05,
      margins: {},
      looks: [3, 4, 5],
      launchSpread: 0.015,
      blockSeconds: 2,
      warmUpSeconds: 6,
      durationSeconds: 32,
      rate: 500,
    },
    injected,
    outcome: 'pass',
    metrics,
  };
}

test('a comparison with two false alarms is one comparison that alarmed', () => {
  const summary = summariseCalibration([
    entry([metric('regression', []), metric('regression', [], 'latency.p95')]),
    entry([metric('unchanged', []), metric('improvement', [], 'latency.p95')]),
  ]);
  expect(summary).toMatchObject({ comparisons: 2, falseAlarms: 1 });
  expect(summary.metrics).toMatchObject([
    { metric: 'latency.p50', verdicts: 2, falseAlarms: 1, unchanged: 1 },
    { metric: 'latency.p95', verdicts: 2, falseAlarms: 1, unchanged: 0 },
  ]);
});

test('no false alarm in twenty comparisons leaves up to 17 % possible', () => {
  // By hand: 1 − .025^(1/20).
  const { interval } = summariseCalibration(Array.from({ length: 20 }, () => entry([metric('unchanged', [])])));
  expect(interval).toEqual([0, expect.closeTo(0.16843, 5)]);
});

test('nothing measured says nothing: not a rate of zero', () => {
  expect(summariseCalibration([])).toEqual({
    comparisons: 0,
    falseAlarms: 0,
    interval: [0, 1],
    metrics: [],
    powers: [],
    spoilt: null,
  });
});

test('a measurement that spoilt every verdict is no comparison', () => {
  const spoilt = entry([metric('invalid', [null, null])]);
  expect(summariseCalibration([spoilt])).toMatchObject({
    comparisons: 0,
    spoilt: { comparisons: 1, reason: 'too busy' },
  });
  expect(summariseCalibration([entry([metric('invalid', []), metric('unchanged', [], 'b')])])).toMatchObject({
    comparisons: 1,
    metrics: [
      { metric: 'latency.p50', verdicts: 0 },
      { metric: 'b', verdicts: 1 },
    ],
  });
});

test('the spread is around no change: a side that always comes out slower is noise too', () => {
  const [biased] = summariseCalibration([entry([metric('unchanged', [0.02, 0.02, 0.02])])]).metrics;
  expect(biased?.spread).toBeCloseTo(Math.log(1.02), 12);
});

test('launches without an estimate, and slowed-down ones, are left out of the spread', () => {
  const [only] = summariseCalibration([
    entry([metric('unchanged', [0.01, null, -0.01])]),
    entry([metric('regression', [0.2, 0.2, 0.2])], { share: 0.2, microseconds: 40 }),
  ]).metrics;
  expect(only).toMatchObject({ verdicts: 1, spread: expect.closeTo(0.01, 4) });
});

test('one launch alone has no spread and no MDE', () => {
  expect(summariseCalibration([entry([metric('unchanged', [0.01])])]).metrics).toMatchObject([
    { spread: null, mde: null, launchesNeeded: null },
  ]);
});

test('the detectable change is found in four of five simulated comparisons', () => {
  const random = seededRandom(4);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const launches = 5;
  const spread = 0.02;
  const change = Math.log1p(detectableChange(spread, launches));
  // The .95 quantile of t with 4 degrees of freedom, from any table.
  const critical = 2.1318467863;
  const trials = 20_000;
  let found = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const values = Array.from({ length: launches }, () => change + spread * gauss());
    const mean = values.reduce((sum, value) => sum + value, 0) / launches;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (launches - 1));
    if (mean / (deviation / Math.sqrt(launches)) > critical) found += 1;
  }
  // The sum of two quantiles is an approximation; it must not promise more than it keeps by much.
  expect(found / trials).toBeGreaterThan(0.77);
  expect(found / trials).toBeLessThan(0.85);
});

test('a margin below the noise floor is told with the launches that would reach it', () => {
  const [noisy] = summariseCalibration([entry([metric('inconclusive', [0.05, -0.05, 0.05, -0.05])])]).metrics;
  expect(noisy?.mde).toBeGreaterThan(0.05);
  const needed = noisy?.launchesNeeded ?? 0;
  expect(detectableChange(noisy?.spread ?? 0, needed)).toBeLessThanOrEqual(0.05);
  expect(detectableChange(noisy?.spread ?? 0, needed - 1)).toBeGreaterThan(0.05);
  const [hopeless] = summariseCalibration([entry([metric('inconclusive', [1, -0.5])])]).metrics;
  expect(hopeless).toMatchObject({ launchesNeeded: null });
  expect(hopeless?.mde).toBeGreaterThan(0.05);
});

test('power is told by size, with what was injected', () => {
  const small = (microseconds: number) => ({ share: 0.02, microseconds });
  const { powers } = summariseCalibration([
    entry([metric('regression', [])], { share: 0.1, microseconds: 50 }),
    entry([metric('regression', [])], small(10)),
    entry([metric('unchanged', [])], small(11)),
    entry([metric('invalid', [])], small(12)),
  ]);
  expect(powers).toMatchObject([
    { share: 0.02, microseconds: [10, 11], comparisons: 2, found: 1 },
    { share: 0.1, microseconds: [50, 50], comparisons: 1, found: 1 },
  ]);
});
