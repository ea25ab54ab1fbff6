import { expect, test } from 'vitest';
import type { Target } from '../model/target.ts';
import type { Problem } from '../model/verdict.ts';
import { judgeRun, mapUndecided } from './judge-run.ts';
import { CLEAN_EVIDENCE, made, routeSeries } from './tests/made-run.ts';

const run = made(routeSeries(null, 60, 20));
const MET: Target = { metric: 'latency.p95', below: 80, source: 'test' };
const MISSED: Target = { metric: 'latency.p95', below: 30, source: 'test' };
const OPEN: Target = { metric: 'latency.p95', below: -20 * Math.log(0.05), source: 'test' };
const INVALID: Target = { metric: 'latency.p95', route: 'GET /x', below: 80, source: 'test' };
const outcome = (...targets: readonly Target[]) => judgeRun(targets, run, CLEAN_EVIDENCE, []).outcome;

test('a run passes only when it has targets and every one is met', () => {
  expect(outcome(MET)).toBe('pass');
  expect(outcome(MET, MET)).toBe('pass');
  expect(outcome()).toBe('undecided');
  expect(outcome(MET, OPEN)).toBe('undecided');
  expect(outcome(MET, INVALID)).toBe('undecided');
});

test('one missed target fails the run, whatever became of the others', () => {
  expect(outcome(MET, MISSED, OPEN, INVALID)).toBe('fail');
});

test('the reason counts', () => {
  const reason = (...targets: readonly Target[]) => judgeRun(targets, run, CLEAN_EVIDENCE, []).reason;
  expect(reason(MET, OPEN, INVALID)).toBe('1 of 3 targets inconclusive, 1 of 3 targets invalid');
  expect(reason(MET)).toBe('1 of 1 target met');
  expect(reason()).toBe('there are no targets: nothing was judged');
});

test('only undecided can be mapped', () => {
  expect(mapUndecided('undecided', 'pass')).toBe('pass');
  expect(mapUndecided('fail', 'pass')).toBe('fail');
  expect(mapUndecided('pass', 'fail')).toBe('pass');
});

test('a measurement that went wrong where no target asks is undecided, and says why; a miss stays a miss', () => {
  const elsewhere: Problem = {
    severity: 'invalid',
    code: 'COUNTER_MISSING',
    message: 'the subject has no counter hits',
    route: null,
    series: 'hit-rate',
  };
  const judged = (targets: readonly Target[], problem: Problem) => judgeRun(targets, run, CLEAN_EVIDENCE, [problem]);
  expect(judged([MET], elsewhere)).toMatchObject({
    outcome: 'undecided',
    reason: '1 of 1 target met, but the subject has no counter hits',
    results: [{ verdict: 'met' }],
  });
  expect(judged([MET], { ...elsewhere, severity: 'warning' }).outcome).toBe('pass');
  expect(judged([MET, MISSED], elsewhere).outcome).toBe('fail');
});
