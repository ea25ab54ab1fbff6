import { expect, test } from 'vitest';
import type { CalibrationSummary, MetricCalibration } from '../../core/decide/calibration-summary.ts';
import type { ComparisonPlan } from '../../core/model/comparison-record.ts';
import { calibrationText } from './calibration-text.ts';

const plan: ComparisonPlan = {
  primary: [],
  margin: 0.05,
  margins: {},
  looks: [3, 4, 5],
  launchSpread: 0.015,
  blockSeconds: 2,
  warmUpSeconds: 6,
  durationSeconds: 32,
  rate: 500,
};

const quiet: MetricCalibration = {
  metric: 'latency.p50',
  route: null,
  margin: 0.05,
  verdicts: 20,
  falseAlarms: 0,
  unchanged: 19,
  spread: 0.006,
  mde: 0.0083,
  launches: 5,
  launchesNeeded: null,
};

const summary: CalibrationSummary = {
  comparisons: 20,
  falseAlarms: 1,
  interval: [0.0013, 0.249],
  metrics: [quiet],
  powers: [{ share: 0.1, microseconds: [49, 51], comparisons: 4, found: 3, interval: [0.19, 0.99] }],
  spoilt: null,
};

const plain = { ...process.stdout, isTTY: false, hasColors: () => false } as unknown as NodeJS.WriteStream; // only asked for colours

test('false alarms, spread, MDE and power, each with its interval or its count', () => {
  expect(
    calibrationText(summary, null, plan, plain),
  ).toBe(`metric       false alarms  unchanged  launch spread     MDE  margin
latency p50       0 of 20   19 of 20          0.6 %  0.83 %     5 %

slowed down by    found  power  95 % interval
10 % (49–51 µs)  3 of 4   75 %        19–99 %

1 of 20 comparisons of identical builds alarmed: 0.13–25 % at 95 %.
MDE: the change that 5 launches would show in four of five comparisons.
`);
});

test('a margin below the noise floor is warned of, with what would reach it', () => {
  const noisy = { ...quiet, metric: 'latency.p95', spread: 0.08, mde: 0.11, launchesNeeded: 18 };
  const text = (metric: MetricCalibration) => calibrationText({ ...summary, metrics: [metric] }, null, plan, plain);
  expect(text(noisy)).toContain(
    'warning  latency p95: its margin of 5 % lies below the noise floor of 5 launches, 11 %; 18 launches (11 min 24 s of load) would reach it, or a margin of 11 %.\n',
  );
  expect(text({ ...noisy, mde: 3, launchesNeeded: null })).toContain(
    'no hundred launches would reach it: raise the margin',
  );
  expect(text(quiet)).not.toContain('warning');
});

test('a record that makes verdicts advisory is told, and so is that nothing could be judged', () => {
  const record = {
    machineClass: 'c',
    comparisons: 20,
    verdicts: 40,
    falseAlarms: 9,
    rateLowerBound: 0.12,
    isAdvisory: true,
    mde: {},
  };
  expect(calibrationText(summary, record, plan, plain)).toContain(
    'warning  9 of 40 verdicts on identical builds were false, more than 12 % at 95 %: verdicts advise only until that is better.\n',
  );
  const spoilt = { comparisons: 2, reason: 'the generator was at its limit.' };
  const nothing: CalibrationSummary = {
    comparisons: 0,
    falseAlarms: 0,
    interval: [0, 1],
    metrics: [],
    powers: [],
    spoilt,
  };
  expect(calibrationText(nothing, null, plan, plain)).toBe(
    'warning  2 comparisons could not be judged, at last because the generator was at its limit.\nNo comparison of identical builds could be judged.\n',
  );
});
