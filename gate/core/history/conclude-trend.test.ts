import { expect, test } from 'vitest';
import type { Trend, TrendChange } from '../model/history.ts';
import { concludeTrend } from './conclude-trend.ts';

const id = (run: number) => `20261121T10${String(run).padStart(2, '0')}00Z-load-aaaaaa`;
const change = (index: number, before: number, after: number): TrendChange => ({
  index,
  before,
  after,
  votes: 2,
  direction: after > before ? 'regression' : 'improvement',
});

function trend(change: Partial<Trend> = {}, runs = 30): Trend {
  return {
    metric: 'latency.p95',
    route: null,
    benchmark: { kind: 'load', name: 'load' },
    machineClass: 'm',
    unit: 'ms',
    better: 'lower',
    margin: 0.05,
    points: Array.from({ length: runs }, (_, run) => ({
      id: id(run),
      at: '2026-11-21T10:00:00.000Z',
      commit: 'c',
      value: 4,
      changedFacts: '',
      exclusion: null,
    })),
    changePoints: [],
    provisional: [],
    isAutocorrelated: false,
    acceptances: [],
    anchor: null,
    creep: null,
    slopes: [],
    ...change,
  };
}

const accept = (run: number, isExpired = false) => ({
  benchmark: 'load',
  metric: 'latency.p95',
  route: null,
  reason: 'wanted',
  by: 'someone',
  at: '2026-11-21T12:00:00.000Z',
  run: id(run),
  until: null,
  isExpired,
});
const slower = change(15, 4, 5);

test('a level that holds passes; too few runs decide nothing', () => {
  expect(concludeTrend(trend()).outcome).toBe('pass');
  expect(concludeTrend(trend({}, 9))).toEqual({ outcome: 'undecided', reason: '9 runs that count, 10 are needed' });
});

test('a metric that the newest run no longer has passes nothing', () => {
  const { points } = trend();
  const gone = points.map((point, run) => (run < 25 ? point : { ...point, value: null }));
  expect(concludeTrend(trend({ points: gone }))).toEqual({
    outcome: 'undecided',
    reason: `the newest run that counts, ${id(29)}, has no value of it`,
  });
  expect(concludeTrend(trend({ points: gone, changePoints: [slower] })).outcome).toBe('fail');
  const excluded = gone.map((point) => (point.value === null ? { ...point, exclusion: 'the tree was dirty' } : point));
  expect(concludeTrend(trend({ points: excluded })).outcome).toBe('pass');
});

test('a regression that nobody accepted fails, and its first run is named', () => {
  expect(concludeTrend(trend({ changePoints: [slower] }))).toEqual({
    outcome: 'fail',
    reason: `a regression since run ${id(15)} that nobody accepted`,
  });
});

test('an acceptance of the new level lets it pass; an expired one, or one of an earlier level, does not', () => {
  const outcome = (acceptances: Trend['acceptances']) =>
    concludeTrend(trend({ changePoints: [slower], acceptances })).outcome;
  expect(outcome([accept(15)])).toBe('pass');
  expect(outcome([accept(13)])).toBe('pass');
  expect(outcome([accept(20)])).toBe('pass');
  expect(outcome([accept(15, true)])).toBe('fail');
  expect(outcome([accept(5)])).toBe('fail');
});

test('a regression that was undone, and one below the margin, pass', () => {
  expect(concludeTrend(trend({ changePoints: [slower, change(20, 5, 4.1)] })).outcome).toBe('pass');
  expect(concludeTrend(trend({ changePoints: [change(15, 4, 4.1)] })).outcome).toBe('pass');
  expect(concludeTrend(trend({ changePoints: [slower, change(20, 5, 4.6)] })).outcome).toBe('fail');
});

test('for a metric of which more is better a fall is the loss', () => {
  const less: TrendChange = { ...change(15, 1000, 800), direction: 'regression' };
  expect(concludeTrend(trend({ better: 'higher', changePoints: [less] })).outcome).toBe('fail');
});

test('creep fails without a step; with resembling neighbours everything is advice', () => {
  const creep: NonNullable<Trend['creep']> = {
    verdict: 'regression',
    reason: '9 % above the anchor',
    estimate: 0.09,
    interval: [0.06, 0.12],
    level: 0.95,
    mde: 0.03,
    n: 30,
    looks: 1,
    pValue: 0.001,
    warnings: [],
  };
  expect(concludeTrend(trend({ creep })).outcome).toBe('fail');
  expect(concludeTrend(trend({ creep: { ...creep, verdict: 'unchanged' } })).outcome).toBe('pass');
  expect(concludeTrend(trend({ changePoints: [slower], isAutocorrelated: true })).outcome).toBe('undecided');
});
