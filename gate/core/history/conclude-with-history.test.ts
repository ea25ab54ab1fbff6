import { expect, test } from 'vitest';
import { sampleLoad } from '../../../reports/golden/sample-load.ts';
import type { Outcome } from '../model/verdict.ts';
import { concludeWithHistory } from './conclude-with-history.ts';

const run = sampleLoad({ seconds: 2, routes: 1 });
const history = (outcome: Outcome, isDecisive = true) => ({
  baseline: '',
  calibrator: 'not measured' as const,
  metrics: [],
  isDecisive,
  question: null,
  outcome,
});

test.each<[Outcome, Outcome, Outcome]>([
  ['pass', 'pass', 'pass'],
  ['pass', 'undecided', 'undecided'],
  ['undecided', 'pass', 'undecided'],
  ['pass', 'fail', 'fail'],
  ['undecided', 'fail', 'fail'],
  ['fail', 'undecided', 'fail'],
])('targets that %s and a history that says %s make %s', (targets, said, outcome) => {
  expect(concludeWithHistory(run, targets, history(said))).toBe(outcome);
});

test('a history that is shown only changes nothing', () => {
  expect(concludeWithHistory(run, 'pass', history('fail', false))).toBe('pass');
  expect(concludeWithHistory(run, 'pass', null)).toBe('pass');
});

test('without a target history alone says', () => {
  expect(concludeWithHistory({ targets: [], capacity: null }, 'undecided', history('pass'))).toBe('pass');
});
