import { expect, test } from 'vitest';
import type { Launch } from '../core/model/comparison-record.ts';
import type { SubjectConfig } from '../core/model/config.ts';
import type { Series } from '../core/model/series.ts';
import { planComparison, withTasks } from './plan-comparison.ts';
import type { RunPlan } from './run-plan.ts';

const silent = {
  rate: undefined,
  durationSeconds: undefined,
  warmUpSeconds: undefined,
  launches: undefined,
  margin: undefined,
};
const ratio = { numerator: ['a'], denominator: ['b'], unit: 'x', better: 'lower' } as const;
const counted: SubjectConfig = {
  url: 'http://127.0.0.1:1',
  counters: { path: '/metrics', series: { 'hit-rate': ratio, 'sql-per-request': ratio } },
};
const load = (scenario = {}, config: SubjectConfig = { url: 'http://127.0.0.1:1' }): RunPlan => ({
  kind: 'load',
  benchmark: { kind: 'load', name: 'browse' },
  subject: { name: 'shop', config },
  scenario: { script: 'a.js', ...scenario },
  profile: null,
  targets: [],
});
const suite = (kind: 'micro' | 'capacity'): RunPlan => ({
  kind: 'suite',
  benchmark: { kind, name: kind },
  suite: { tool: kind === 'micro' ? 'tinybench' : 'autocannon', command: ['node', 'a.js'] },
  targets: [],
});

test('without a word said, p50 and p95, the counters of work and the error rate decide, by 5 % within at most five launches', () => {
  expect(planComparison(load({}, counted), {}, silent)).toEqual({
    primary: ['latency.p50', 'latency.p95', 'sql-per-request', 'error-rate'].map((metric) => ({ metric, route: null })),
    margin: 0.05,
    margins: {},
    looks: [1, 2, 3, 4, 5],
    launchSpread: 0.015,
    blockSeconds: 2,
    warmUpSeconds: 6,
    durationSeconds: 32,
    rate: 500,
  });
});

test('the rate of the scenario is what its service can bear, and the config knows better', () => {
  expect(planComparison(load({ rate: 80 }), {}, silent).rate).toBe(80);
  expect(planComparison(load({ rate: 80 }), { rate: 90 }, silent).rate).toBe(90);
  expect(planComparison(load({ rate: 80 }), { rate: 90 }, { ...silent, rate: 7 }).rate).toBe(7);
});

test('the error rate decides, named or not, and only once', () => {
  const named = planComparison(load(), { primary: [{ metric: 'latency.p99', route: 'GET /a' }] }, silent);
  expect(named.primary).toEqual([
    { metric: 'latency.p99', route: 'GET /a' },
    { metric: 'error-rate', route: null },
  ]);
  expect(planComparison(load(), { primary: [{ metric: 'error-rate' }] }, silent).primary).toHaveLength(1);
});

test('a margin on the command line is the only margin', () => {
  const config = { margin: 0.1, margins: { 'latency.p95': 0.2 } };
  expect(planComparison(load(), config, silent)).toMatchObject(config);
  expect(planComparison(load(), config, { ...silent, margin: 0.03 })).toMatchObject({ margin: 0.03, margins: {} });
});

test.each([
  [1, [1]],
  [2, [1, 2]],
  [3, [1, 2, 3]],
  [4, [1, 2, 3, 4]],
  [9, [1, 2, 3, 4, 5, 9]],
])('%d launches at most are looked at after %j', (launches, looks) => {
  expect(planComparison(load(), {}, { ...silent, launches }).looks).toEqual(looks);
});

test('a scenario that exceeds capacity by design is refused', () => {
  expect(() => planComparison(load({ judged: 'stages' }), {}, silent)).toThrow(
    expect.objectContaining({ code: 'SCENARIO_STAGED' }),
  );
});

test('launches that are too short for any verdict are refused before anything is measured', () => {
  expect(() => planComparison(load(), {}, { ...silent, durationSeconds: 8 })).toThrow(
    expect.objectContaining({ code: 'LAUNCH_TOO_SHORT', message: expect.stringContaining('5 of 2 s are needed') }),
  );
  expect(planComparison(load(), {}, { ...silent, durationSeconds: 10 }).durationSeconds).toBe(10);
});

test('a suite is judged by every task of the baseline, by 3 % where it is micro', () => {
  const series = (name: string, routes: readonly (string | null)[]): readonly Series[] =>
    routes.map((route) => ({ kind: 'level', name, route, unit: 'ms', better: 'lower', blocks: [] }));
  const launch = (names: readonly Series[]) =>
    ({ baseline: { series: names }, candidate: { series: [] } }) as unknown as Launch; // only names are read
  const micro = planComparison(suite('micro'), {}, silent);
  // A single launch of a suite decides nothing.
  expect(micro).toMatchObject({ looks: [3, 4, 5], launchSpread: 0.15 });
  expect(micro).toMatchObject({ margin: 0.03, primary: [], rate: null, durationSeconds: 0 });
  expect(withTasks(micro, suite('micro').benchmark, undefined)).toBe(micro);
  expect(withTasks(micro, suite('micro').benchmark, launch(series('latency', ['a', 'b', null]))).primary).toEqual([
    { metric: 'latency.p50', route: 'a' },
    { metric: 'latency.p50', route: 'b' },
  ]);
  const capacity = withTasks(
    planComparison(suite('capacity'), {}, silent),
    suite('capacity').benchmark,
    launch([...series('throughput', ['GET /']), ...series('latency', ['GET /'])]),
  );
  expect(capacity).toMatchObject({
    margin: 0.05,
    primary: [{ metric: 'throughput', route: 'GET /' }, { metric: 'error-rate' }],
  });
});
