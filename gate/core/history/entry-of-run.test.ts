import { expect, test } from 'vitest';
import { sampleLoad } from '../../../reports/golden/sample-load.ts';
import { sampleStress } from '../../../reports/golden/sample-stress.ts';
import { CLEAN_EVIDENCE, made, routeSeries } from '../decide/tests/made-run.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { Problem } from '../model/verdict.ts';
import { type HistoryContext, historyEntryOf } from './entry-of-run.ts';

const MAIN: HistoryContext = { branch: 'main', missingRoutes: [] };
const clean: RunRecord = {
  ...sampleLoad({ seconds: 2, routes: 1 }),
  problems: [],
  evidence: CLEAN_EVIDENCE,
  measurement: made([...routeSeries(null, 30, 10), ...routeSeries('GET /a', 30, 20)], { warmUpSeconds: 5 }),
};
const metricOf = (record: RunRecord, metric: string, route: string | null = null) =>
  historyEntryOf(record, MAIN).metrics.find((one) => one.metric === metric && one.route === route)?.value;
const exclusionOf = (change: Partial<RunRecord>, context = MAIN) =>
  historyEntryOf({ ...clean, ...change }, context).exclusion;
const problem = (change: Partial<Problem> = {}): Problem => ({
  severity: 'invalid',
  code: 'X',
  message: 'something broke',
  route: null,
  series: null,
  ...change,
});

test('a whole, valid run of a clean work tree on the default branch can be a baseline', () => {
  expect(exclusionOf({})).toBeNull();
});

test('an exponential latency of mean 10 ms has its percentiles and its mean', () => {
  expect(metricOf(clean, 'latency.p50') ?? 0).toBeCloseTo(10 * Math.LN2, 0);
  expect(metricOf(clean, 'latency.p95') ?? 0).toBeCloseTo(10 * Math.log(20), -0.5);
  expect(metricOf(clean, 'latency.mean', 'GET /a') ?? 0).toBeCloseTo(20, -0.5);
});

test('warm-up is left out, ratios are sums over sums and levels are medians', () => {
  const measurement = made(
    [
      {
        kind: 'ratio',
        name: 'sql-per-request',
        route: null,
        unit: 'statements',
        better: 'lower',
        blocks: [
          { at: 0, numerator: 1000, denominator: 1 },
          { at: 5, numerator: 2, denominator: 1 },
          { at: 6, numerator: 4, denominator: 5 },
        ],
      },
      {
        kind: 'level',
        name: 'rss',
        route: null,
        unit: 'bytes',
        better: 'lower',
        blocks: [9, 1, 2, 8].map((value, index) => ({ at: index === 0 ? 0 : index + 5, value })),
      },
    ],
    { warmUpSeconds: 5 },
  );
  expect(metricOf({ ...clean, measurement }, 'sql-per-request')).toBe(1);
  expect(metricOf({ ...clean, measurement }, 'rss')).toBe(2);
});

test('a percentile that too few samples were taken for is left out, not guessed', () => {
  const few = routeSeries(null, 30, 10).map((series) =>
    series.kind === 'distribution'
      ? { ...series, blocks: [{ at: 6, count: 30, sum: 300, min: 10, max: 10, buckets: [2986, 30] }] }
      : series,
  );
  const record = { ...clean, measurement: { ...clean.measurement, series: few } };
  expect(metricOf(record, 'latency.p95')).toBeDefined();
  expect(metricOf(record, 'latency.p99')).toBeUndefined();
});

test('of a staged run only the highest rate that held is kept', () => {
  const { metrics } = historyEntryOf(sampleStress(), MAIN);
  expect(metrics.map(({ metric }) => metric)).toEqual(['capacity']);
});

test.each<[string, Partial<RunRecord>, RegExp]>([
  ['without git', { manifest: { ...clean.manifest, git: null } }, /no git/],
  ['of a dirty work tree', withGit({ isClean: false }), /changes that no commit holds/],
  ['of another branch', withGit({ branch: 'topic' }), /a run of topic, not of main/],
  ['of a detached head', withGit({ branch: null }), /a run of no branch, not of main/],
  ['of version 1', { plan: null }, /before its plan was kept/],
  [
    'of a shortened plan',
    { plan: { rate: 400, durationSeconds: 10, warmUpSeconds: 0, seed: 1, changes: ['duration 10 s instead of 65 s'] } },
    /not the whole plan: duration 10 s instead of 65 s/,
  ],
  ['with an invalid measurement', { problems: [problem()] }, /invalid: something broke/],
  ['most of whose requests failed', { problems: [problem({ series: 'latency' })] }, /invalid: something broke/],
])('a run %s is nobody’s baseline, and the entry says why', (_, change, reason) => {
  expect(exclusionOf(change)).toMatch(reason);
});

test('a run that lacks routes of its baseline is nobody’s baseline', () => {
  expect(exclusionOf({}, { branch: 'main', missingRoutes: ['GET /b', 'GET /c'] })).toBe(
    'it lacks what every run of the baseline has: GET /b and 1 more',
  );
});

test('a warning excludes nothing, and a problem of one route leaves a gap in that route alone', () => {
  expect(exclusionOf({ problems: [problem({ severity: 'warning' })] })).toBeNull();
  const record = { ...clean, problems: [problem({ route: 'GET /a', series: 'latency' })] };
  expect(historyEntryOf(record, MAIN).exclusion).toBeNull();
  expect(metricOf(record, 'latency.p50')).toBeDefined();
  expect(metricOf(record, 'latency.p50', 'GET /a')).toBeUndefined();
  expect(metricOf(record, 'error-rate', 'GET /a')).toBeDefined();
});

test('the calibrator is the median of all its batches, and nothing where there is none', () => {
  const at = (calibrator: RunRecord['calibrator']) => historyEntryOf({ ...clean, calibrator }, MAIN).calibratorMs;
  expect(at({ beforeMs: [10, 11], afterMs: [30] })).toBe(11);
  expect(at({ beforeMs: [], afterMs: [] })).toBeNull();
  expect(at(null)).toBeNull();
});

test('the plan is kept in words, so that runs of another are told apart', () => {
  expect(historyEntryOf(clean, MAIN).plan).toBe('400/s for 60 s after 10 s, seed 20261121');
});

function withGit(change: Partial<NonNullable<RunRecord['manifest']['git']>>): Partial<RunRecord> {
  const git = { commit: 'abc', branch: 'main', isClean: true, ...change };
  return { manifest: { ...clean.manifest, git } };
}
