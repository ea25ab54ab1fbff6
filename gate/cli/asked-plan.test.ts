import { expect, test } from 'vitest';
import { askedPlan, type LoadWords } from './asked-plan.ts';
import type { RunPlan } from './run-plan.ts';

const nothing: LoadWords = { rate: undefined, durationSeconds: undefined, warmUpSeconds: undefined, seed: undefined };
const load = (scenario: { rate?: number; durationSeconds?: number }): RunPlan => ({
  kind: 'load',
  benchmark: { kind: 'load', name: 'load' },
  subject: { name: 'toy', config: { url: 'http://127.0.0.1:1' } },
  scenario: { script: 'load.ts', ...scenario },
  profile: null,
  targets: [],
});

test('without a word the plan is that of the configuration, unchanged', () => {
  const asked = { rate: 400, durationSeconds: 65, warmUpSeconds: 0, seed: 1, changes: [] };
  expect(askedPlan(load({ rate: 400, durationSeconds: 65 }), nothing)).toEqual(asked);
  expect(askedPlan(load({ rate: 400, durationSeconds: 65 }), { ...nothing, rate: 400, seed: 1 })).toEqual(asked);
});

test('what the command line changes of the configuration is named', () => {
  const words = { ...nothing, durationSeconds: 10, seed: 7 };
  const { durationSeconds, changes } = askedPlan(load({ rate: 400, durationSeconds: 65 }), words);
  expect(durationSeconds).toBe(10);
  expect(changes).toEqual(['duration 10 s instead of 65 s', 'seed 7 instead of 1']);
});

test('where the configuration plans nothing, nothing is changed', () => {
  expect(askedPlan(load({}), { ...nothing, rate: 50 })).toMatchObject({ rate: 50, durationSeconds: null, changes: [] });
});
