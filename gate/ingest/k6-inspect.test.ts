import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readK6Plan } from './k6-inspect.ts';

/** What `k6 inspect --execution-requirements` printed; made by bench/ingest/record.ts, where the script stands. */
const recorded = JSON.parse(readFileSync(new URL('recordings/plan.json', import.meta.url), 'utf8')) as {
  scenarios: Record<string, object>;
  thresholds: object;
};

const planOf = (scenarios: Readonly<Record<string, object>>) => readK6Plan({ ...recorded, scenarios }, '');
const only = (...names: readonly string[]) =>
  planOf(Object.fromEntries(names.map((name) => [name, recorded.scenarios[name] ?? {}])));

test('rates of scenarios that overlap add up, and a stage of no length is a jump', () => {
  const { stages, plannedIterations, isOpenModel, plannedSeconds } = only('warm', 'climb');
  expect(stages).toEqual([
    { name: 'warm', from: 0, until: 5, fromRate: 2, toRate: 2 },
    { name: 'warm + climb 1', from: 5, until: 10, fromRate: 12, toRate: 17 },
    { name: 'climb 1', from: 10, until: 15, fromRate: 15, toRate: 20 },
    { name: 'climb 2', from: 15, until: 75.5, fromRate: 50, toRate: 50 },
  ]);
  expect(plannedIterations).toBe(20 + 150 + 3025);
  expect([isOpenModel, plannedSeconds]).toEqual([true, 75.5]);
});

test('scenarios that count iterations are a closed model of known length', () => {
  expect(only('each', 'together')).toMatchObject({
    isOpenModel: false,
    plannedIterations: 16,
    plannedSeconds: null,
    stages: [],
  });
});

test('virtual users without a count plan no iterations, and one of them closes the whole model', () => {
  expect(only('steady', 'ramp')).toMatchObject({ plannedIterations: null, plannedSeconds: 30, isOpenModel: false });
  expect(only('warm', 'steady')).toMatchObject({ plannedIterations: null, isOpenModel: false, stages: [] });
});

test('rates are per second, whatever unit of time the script has them in', () => {
  const climb = {
    executor: 'ramping-arrival-rate',
    startRate: 60,
    timeUnit: '1m',
    stages: [{ duration: '10s', target: 180 }],
  };
  const steady = { executor: 'constant-arrival-rate', rate: 120, timeUnit: '1m', duration: '10s' };
  expect(planOf({ climb }).stages).toMatchObject([{ fromRate: 1, toRate: 3 }]);
  expect(planOf({ steady }).stages).toMatchObject([{ fromRate: 2, toRate: 2 }]);
});

test('a gap between scenarios is no stage', () => {
  const late = { executor: 'constant-arrival-rate', startTime: '20s', rate: 5, timeUnit: '1s', duration: '1m' };
  const { stages } = planOf({ warm: recorded.scenarios.warm ?? {}, late });
  expect(stages.map(({ from, until }) => [from, until])).toEqual([
    [0, 10],
    [20, 80],
  ]);
});

test('thresholds become targets of the script, and the series that they speak of are watched once each', () => {
  const { targets, watch } = readK6Plan(recorded, '');
  expect(targets.map(({ metric, below, above }) => [metric, below ?? null, above ?? null])).toEqual([
    ['checks.rate', null, 1],
    ['http_req_duration.p95', 500, null],
    ['http_req_duration.mean', 200, null],
    ['http_req_duration{name:GET /items,url:http://127.0.0.1/items}.p99.9', 1500, null],
    ['http_req_duration{name:GET /items,url:http://127.0.0.1/items}.p50', 100, null],
    ['http_req_duration{name:GET /items,url:http://127.0.0.1/items}.max', 2000, null],
    ['login_ok.rate', null, 0.95],
    ['orders.count', null, 9],
    ['orders', null, null],
  ]);
  expect(targets.every(({ source, note }) => source === 'script' && note !== undefined)).toBe(true);
  expect(watch.map(({ name }) => name)).toEqual([
    'checks.rate',
    'http_req_duration',
    'http_req_duration{name:GET /items,url:http://127.0.0.1/items}',
    'login_ok.rate',
    'orders.count',
  ]);
  expect(targets.at(-1)?.note).toContain('orders: rate!=3');
});

test('tags that a threshold selects by are asked of k6 besides ours', () => {
  expect(readK6Plan(recorded, '').systemTags).toContain('url');
  expect(readK6Plan({ ...recorded, thresholds: {} }, '').systemTags).not.toContain('url');
});

test('k6 is asked for the method unless the script says that its names say it all, and for groups only where one is selected', () => {
  const tags = (changes: object) => readK6Plan({ ...recorded, thresholds: {}, ...changes }, '').systemTags;
  const least = ['name', 'status', 'error_code', 'check'];
  expect(tags({})).toEqual([...least, 'method']);
  expect(tags({ systemTags: undefined })).toEqual([...least, 'method']);
  expect(tags({ systemTags: ['name', 'status'] })).toEqual(least);
  const thresholds = { 'http_req_duration{group:::cart,method:GET}': ['p(95)<100'] };
  expect(tags({ systemTags: [], thresholds })).toEqual([...least, 'method', 'group']);
});

test.each([
  ['export default function () {}', false],
  ['export function setup() {}', true],
  ['const warm = () => {}; export { warm as teardown };', true],
  ["export { default, setup } from './load.js';", true],
  ["export * from './load.js';", true],
  ['exports.default = () => {};', true],
  ['export /* all */ * from "./load.js";', true],
  ['export { default };', true],
  ["import all = require('./load.js'); export = all;", true],
  ['export function s\\u0065tup() {}', true],
  ['export const options = {}; export async function browse() {} export default () => {};', false],
])('k6 is asked for the scenario where a script may have a set-up: %s', (source, isAsked) => {
  const { systemTags } = readK6Plan({ ...recorded, thresholds: {} }, source);
  expect(systemTags.includes('scenario')).toBe(isAsked);
});

test('and where a threshold asks for the scenario, or for what k6 expected', () => {
  const thresholds = { 'http_req_duration{scenario:warm,expected_response:true}': ['p(95)<100'] };
  const { systemTags } = readK6Plan({ ...recorded, thresholds }, '');
  expect(systemTags).toEqual(expect.arrayContaining(['scenario', 'expected_response']));
});

test.each([
  [null],
  ['text'],
  [{}],
  [{ scenarios: { a: { executor: 'externally-controlled' } } }],
  [{ scenarios: { a: { executor: 'constant-vus', duration: '10 minutes' } } }],
])('%j is no plan of k6 2', (inspected) => {
  expect(() => readK6Plan(inspected, '')).toThrow(expect.objectContaining({ code: 'K6_PLAN_UNREADABLE' }));
});
