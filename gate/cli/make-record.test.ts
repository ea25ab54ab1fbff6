import { expect, test } from 'vitest';
import { sampleLoad } from '../../reports/golden/sample-load.ts';
import type { Collected } from '../collect/load-plan.ts';
import type { Target } from '../core/model/target.ts';
import { exitCode } from './exit-code.ts';
import { makeRecord } from './make-record.ts';
import type { RunPlan } from './run-plan.ts';

const generous: Target = { metric: 'throughput', above: 1, source: 'test' };
const plan: RunPlan = {
  kind: 'load',
  benchmark: { kind: 'load', name: 'load' },
  subject: { name: 'toy', config: { url: 'http://127.0.0.1:1' } },
  scenario: { script: 'load.ts' },
  profile: 'generous',
  targets: [generous],
};
const sample = sampleLoad();
/** The sample without what went wrong in it. */
const collected: Collected = {
  ...sample,
  measurement: {
    ...sample.measurement,
    series: sample.measurement.series.filter(({ name }) => name === 'throughput'),
  },
  evidence: { ...sample.evidence, zeroDurationFailures: {} },
  scriptTargets: [],
  problems: [],
};
const outcomeOf = (changes: Partial<Collected>, planned: Partial<typeof plan> = {}) =>
  makeRecord({
    id: 'x',
    plan: { ...plan, ...planned },
    collected: { ...collected, ...changes },
    asked: { rate: null, durationSeconds: null, warmUpSeconds: 0, seed: 1, changes: [] },
    calibrator: null,
  }).outcome;

test('a run whose targets are met passes', () => {
  expect(outcomeOf({})).toBe('pass');
});

test('what went wrong where no target asks is shown as undecided, not passed over', () => {
  expect(outcomeOf({ evidence: sample.evidence, measurement: sample.measurement })).toBe('undecided');
});

test('a threshold of the script that is missed fails the run beside a profile that is met', () => {
  expect(outcomeOf({ scriptTargets: [{ metric: 'throughput', above: 1e9, source: 'script' }] })).toBe('fail');
});

test('what the collector saw go wrong makes the verdicts invalid', () => {
  const died = { severity: 'invalid', code: 'SUBJECT_DIED', message: 'it ended', route: null, series: null } as const;
  expect(outcomeOf({ problems: [died] })).toBe('undecided');
});

test('a run to be judged by stages that has none is undecided', () => {
  const { measurement } = collected;
  const scenario = { script: 'stress.ts', judged: 'stages' } as const;
  expect(outcomeOf({ measurement: { ...measurement, stages: [] } }, { scenario })).toBe('undecided');
});

test('each outcome has its exit code, and only undecided can be mapped', () => {
  expect([exitCode('pass', null), exitCode('fail', null), exitCode('undecided', null)]).toEqual([0, 1, 2]);
  expect([exitCode('pass', 'fail'), exitCode('fail', 'pass')]).toEqual([0, 1]);
  expect([exitCode('undecided', 'pass'), exitCode('undecided', 'fail')]).toEqual([0, 1]);
});
