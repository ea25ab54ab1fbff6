import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Evidence } from '../model/evidence.ts';
import type { Series } from '../model/series.ts';
import type { Target } from '../model/target.ts';
import type { Problem } from '../model/verdict.ts';
import { seededRandom } from '../stats/random.ts';
import { judgeTarget } from './judge-target.ts';
import { CLEAN_EVIDENCE, exponential, latencyBlock, made, routeSeries } from './tests/made-run.ts';

const ROUTE = 'GET /api/users/:id';
const run = made([...routeSeries(null, 60, 20), ...routeSeries(ROUTE, 60, 10)]);
const judge = (target: Omit<Target, 'source'>, measurement = run, problems: readonly Problem[] = []) =>
  judgeTarget({ source: 'test', ...target }, measurement, CLEAN_EVIDENCE, problems);
const problem = (change: Partial<Problem>): Problem => ({
  severity: 'invalid',
  code: 'PLANTED',
  message: 'planted',
  route: null,
  series: null,
  ...change,
});
// Exponential of mean 20 ms: p95 is 59.9 ms.
const P95 = -20 * Math.log(0.05);

test('a p95 well below its limit is met, well above it missed, at it inconclusive', () => {
  expect(judge({ metric: 'latency.p95', below: 70 }).verdict).toBe('met');
  expect(judge({ metric: 'latency.p95', below: 50 }).verdict).toBe('missed');
  expect(judge({ metric: 'latency.p95', below: P95 }).verdict).toBe('inconclusive');
});

test('a floor for a quantile is the mirror image of a ceiling', () => {
  expect(judge({ metric: 'latency.p5', above: 0.5 }).verdict).toBe('met');
  expect(judge({ metric: 'latency.p5', above: 2 }).verdict).toBe('missed');
  expect(judge({ metric: 'latency.p5', above: -20 * Math.log(0.95) }).verdict).toBe('inconclusive');
});

test('the interval of a quantile is in ms, holds the true value, and decides the verdict', () => {
  const { interval, observed } = judge({ metric: 'latency.p95', below: 70 });
  if (interval === null || observed === null) throw new Error('no interval');
  expect(interval[0]).toBeLessThan(P95);
  expect(interval[1]).toBeGreaterThan(P95);
  expect(interval[1] - interval[0]).toBeLessThan(6);
  fc.assert(
    fc.property(fc.double({ min: 40, max: 80, noNaN: true }), (below) => {
      const result = judge({ metric: 'latency.p95', below });
      const [lower, upper] = result.interval ?? [Number.NaN, Number.NaN];
      expect(result.verdict === 'met').toBe(upper <= below);
      expect(result.verdict === 'missed').toBe(
        lower > below || (lower >= below && upper > below && result.verdict === 'missed'),
      );
    }),
    { numRuns: 40 },
  );
});

test('a route is judged by its own samples, and one that has none is invalid', () => {
  expect(judge({ metric: 'latency.p95', route: ROUTE, below: 40 }).verdict).toBe('met');
  expect(judge({ metric: 'latency.p95', route: 'GET /x', below: 40 })).toMatchObject({
    verdict: 'invalid',
    reason: 'no samples of GET /x',
    observed: null,
    interval: null,
    n: 0,
  });
});

test('without a series of the whole run the routes are added up', () => {
  const routes = made([...routeSeries('GET /a', 60, 20), ...routeSeries('GET /b', 60, 20, 1)]);
  expect(judge({ metric: 'latency.p95', below: 70 }, routes)).toMatchObject({ verdict: 'met', n: 24_000 });
  expect(judge({ metric: 'error-rate', below: 0.01 }, routes)).toMatchObject({ verdict: 'met', observed: 0.0025 });
  expect(judge({ metric: 'throughput', above: 1 }, routes)).toMatchObject({ verdict: 'invalid' });
});

test('warm-up is not judged', () => {
  const draw = exponential(seededRandom(1), 1);
  const slowStart = Array.from({ length: 60 }, (_, at) => latencyBlock(at, 100, () => (at < 20 ? 500 : draw())));
  const series: Series = {
    kind: 'distribution',
    name: 'latency',
    route: null,
    unit: 'ms',
    better: 'lower',
    blocks: slowStart,
  };
  expect(judge({ metric: 'latency.p95', below: 10 }, made([series])).verdict).not.toBe('met');
  expect(judge({ metric: 'latency.p95', below: 10 }, made([series], { warmUpSeconds: 20 }))).toMatchObject({
    verdict: 'met',
    n: 4000,
  });
  expect(judge({ metric: 'latency.p95', below: 10 }, made([series], { warmUpSeconds: 60 })).verdict).toBe('invalid');
});

test('no failures in enough requests show an error rate below 1 %, in too few they do not', () => {
  const errors = (seconds: number, requests: number): Series => ({
    kind: 'ratio',
    name: 'error-rate',
    route: null,
    unit: 'share',
    better: 'lower',
    blocks: Array.from({ length: seconds }, (_, at) => ({ at, numerator: 0, denominator: requests })),
  });
  // 299 effective requests are needed, and a design effect of 4 is assumed: 1,196.
  expect(judge({ metric: 'error-rate', below: 0.01 }, made([errors(26, 46)]))).toMatchObject({
    verdict: 'met',
    observed: 0,
  });
  expect(judge({ metric: 'error-rate', below: 0.01 }, made([errors(26, 45)]))).toMatchObject({
    verdict: 'inconclusive',
  });
  expect(judge({ metric: 'error-rate', below: 0.01 }, made([errors(26, 0)]))).toMatchObject({
    verdict: 'invalid',
    n: 0,
  });
  expect(judge({ metric: 'error-rate', below: 0.01 }, made([errors(19, 5000)]))).toMatchObject({ verdict: 'invalid' });
});

test('a hit rate, a rate per second and a level are judged above and below', () => {
  const hits: Series = {
    kind: 'ratio',
    name: 'hit-rate',
    route: null,
    unit: 'share',
    better: 'higher',
    blocks: Array.from({ length: 40 }, (_, at) => ({ at, numerator: 85 + (at % 3), denominator: 100 })),
  };
  const memory: Series = {
    kind: 'level',
    name: 'rss',
    route: null,
    unit: 'bytes',
    better: 'lower',
    blocks: Array.from({ length: 40 }, (_, at) => ({ at, value: 2e8 + 1e6 * (at % 5) })),
  };
  const measurement = made([hits, memory, ...routeSeries(null, 40, 5)]);
  expect(judge({ metric: 'hit-rate', below: 80 }, measurement)).toMatchObject({
    verdict: 'invalid',
    reason: 'a share lies between 0 and 1, and so must its limit: 80 can not be judged',
  });
  expect(judge({ metric: 'hit-rate', above: 0.8 }, measurement)).toMatchObject({ verdict: 'met', unit: 'share' });
  expect(judge({ metric: 'hit-rate', above: 0.95 }, measurement).verdict).toBe('missed');
  expect(judge({ metric: 'hit-rate', above: 80 }, measurement)).toMatchObject({ verdict: 'invalid' });
  expect(judge({ metric: 'throughput', above: 100 }, measurement)).toMatchObject({ verdict: 'met', observed: 200 });
  expect(judge({ metric: 'rss', below: 3e8 }, measurement)).toMatchObject({ verdict: 'met', n: 40 });
  expect(judge({ metric: 'rss', below: 1e8 }, measurement).verdict).toBe('missed');
  expect(judge({ metric: 'latency.mean', below: 6 }, measurement).verdict).toBe('met');
});

test('the largest sample is exact about this run and says that it is no more', () => {
  const result = judge({ metric: 'latency.max', below: 1000 });
  expect(result).toMatchObject({ verdict: 'met', interval: [result.observed, result.observed] });
  expect(result.warnings.map(({ code }) => code)).toEqual(['NO_CONFIDENCE']);
});

test('a threshold that cannot be judged is invalid, for the reason that its note gives', () => {
  expect(judge({ metric: 'orders', note: 'orders: rate!=3: has no good side' })).toMatchObject({
    verdict: 'invalid',
    reason: 'orders: rate!=3: has no good side',
  });
});

test('a memory below nothing, and a rate of too few blocks, are invalid whatever the limit', () => {
  const starts = Array.from({ length: 40 }, (_, at) => at);
  const memory = { kind: 'level', name: 'rss', route: null, unit: 'bytes', better: 'lower' } as const;
  const negative = { ...memory, blocks: starts.map((at) => ({ at, value: at === 9 ? -5 : 5 })) };
  expect(judge({ metric: 'rss', below: 1e9 }, made([negative])).reason).toContain('negative');
  const rate = { kind: 'ratio', name: 'reads', route: null, unit: '1/s', better: 'higher' } as const;
  const few = { ...rate, blocks: starts.slice(0, 19).map((at) => ({ at, numerator: 100 + at, denominator: 1 })) };
  expect(judge({ metric: 'reads', above: 1 }, made([few]))).toMatchObject({ verdict: 'invalid', interval: null });
});

test('a count that equals its limit is neither below nor above it', () => {
  const blocks = Array.from({ length: 40 }, (_, at) => ({ at, numerator: at === 7 ? 1 : 0, denominator: 1 / 40 }));
  const named = { kind: 'ratio', name: 'errors.count', route: null, unit: '', better: 'lower' } as const;
  const verdict = (limit: Partial<Target>) =>
    judge({ metric: 'errors.count', ...limit }, made([{ ...named, blocks }])).verdict;
  expect([{ below: 1 }, { below: 2 }, { above: 0 }, { above: 1 }].map(verdict)).toEqual([
    'missed',
    'met',
    'met',
    'missed',
  ]);
});

test('a reason names a time in the unit that people read it in', () => {
  const reasonAt = (ms: number) => {
    const blocks = Array.from({ length: 60 }, (_, at) => latencyBlock(at, 200, () => ms));
    const series: Series = { kind: 'distribution', name: 'latency', route: null, unit: 'ms', better: 'lower', blocks };
    return judge({ metric: 'latency.p95', below: 1e6 }, made([series])).reason;
  };
  expect([0.000163, 0.0128, 33.4, 1230].map((ms) => reasonAt(ms).split(/[, ]+/).slice(0, 2).join(' '))).toEqual([
    expect.stringMatching(/^16\d ns$/),
    expect.stringMatching(/^12\.[789]\d? µs$/),
    expect.stringMatching(/^33\.\d ms$/),
    expect.stringMatching(/^1\.2\d s$/),
  ]);
});

test('a limit that is met bounds the interval, where slow seconds come together and very slow requests do not', () => {
  const blocks = Array.from({ length: 66 }, (_, at) => {
    let request = 0;
    return latencyBlock(at, 490, () => (++request <= 6 ? 150 + at : at < 9 ? 30 : 1));
  });
  const series: Series = { kind: 'distribution', name: 'latency', route: null, unit: 'ms', better: 'lower', blocks };
  const { verdict, interval, reason } = judge({ metric: 'latency.p95', below: 100 }, made([series]));
  expect(verdict).toBe('met');
  expect(interval?.[1]).toBeLessThanOrEqual(100);
  expect(reason).not.toContain('too few');
});

test('a percentile from 95 on is invalid under a closed model, the median is not', () => {
  const closed = { ...CLEAN_EVIDENCE, isOpenModel: false };
  const verdict = (metric: string, evidence: Evidence = closed) =>
    judgeTarget({ metric, below: 1000, source: 'test' }, run, evidence, []).verdict;
  expect(['latency.p95', 'latency.p99.9', 'latency.p50'].map((metric) => verdict(metric))).toEqual([
    'invalid',
    'invalid',
    'met',
  ]);
  expect(verdict('latency.p95', { ...CLEAN_EVIDENCE, isOpenModel: null })).toBe('met');
  // What was seen is shown: data there are, only no verdict on them.
  const shown = judgeTarget({ metric: 'latency.p95', below: 1000, source: 'test' }, run, closed, []);
  expect(shown).toMatchObject({ observed: expect.any(Number), interval: null, n: expect.any(Number) });
  expect(shown.n).toBeGreaterThan(0);
});

test('too few requests for p99.9 are inconclusive, and the reason names how many are needed', () => {
  const blocks = Array.from({ length: 60 }, (_, at) => latencyBlock(at, 20, () => 5));
  const series: Series = { kind: 'distribution', name: 'latency', route: null, unit: 'ms', better: 'lower', blocks };
  const result = judge({ metric: 'latency.p99.9', below: 1000 }, made([series]));
  expect(result).toMatchObject({ verdict: 'inconclusive', interval: null });
  expect(result.reason).toContain('2995 are needed');
});

test.each([
  ['http_req_duration', 'p95', 'invalid'],
  ['http_req_waiting{name:items}', 'p95', 'invalid'],
  ['waiting_time', 'p95', 'met'],
])("where requests fail, the verdict on a script's %s.%s is %s", (name, statistic, verdict) => {
  const series = run.series.map((one) => (one.name === 'latency' && one.route === null ? { ...one, name } : one));
  const failed: Problem = {
    severity: 'invalid',
    code: 'REQUESTS_FAILED',
    message: 'failed',
    route: null,
    series: 'latency',
  };
  const target = { metric: `${name}.${statistic}`, below: 1000, source: 'script' };
  expect(judgeTarget(target, made(series), CLEAN_EVIDENCE, [failed]).verdict).toBe(verdict);
});

test("where requests fail, a script's rate of requests is invalid as throughput is", () => {
  const series = run.series.map((one) => (one.name === 'throughput' ? { ...one, name: 'http_reqs.rate' } : one));
  const failed = problem({ code: 'REQUESTS_FAILED', series: 'throughput' });
  expect(judge({ metric: 'http_reqs.rate', above: 1 }, made(series), [failed]).reason).toBe('planted');
});

test('a problem makes invalid what it touches and nothing else', () => {
  const verdicts = (planted: Partial<Problem>) =>
    [
      { metric: 'latency.p95', below: 70 },
      { metric: 'latency.p95', route: ROUTE, below: 70 },
      { metric: 'error-rate', route: ROUTE, below: 0.5 },
    ].map((target) => judge(target, run, [problem(planted)]).verdict);
  expect(verdicts({})).toEqual(['invalid', 'invalid', 'invalid']);
  expect(verdicts({ route: ROUTE, series: 'latency' })).toEqual(['met', 'invalid', 'met']);
  expect(verdicts({ series: 'latency' })).toEqual(['invalid', 'invalid', 'met']);
  expect(verdicts({ severity: 'warning' })).toEqual(['met', 'met', 'met']);
});

test.each([
  ['a metric that does not exist', { metric: 'latnecy.p95', below: 1 }],
  ['a distribution without a statistic', { metric: 'latency', below: 1 }],
  ['a statistic that does not exist', { metric: 'latency.p0', below: 1 }],
  ['a percentile of a ratio', { metric: 'error-rate.p95', below: 1 }],
  ['no limit', { metric: 'latency.p95' }],
  ['two limits', { metric: 'latency.p95', below: 1, above: 0 }],
  ['a limit that is no number', { metric: 'latency.p95', below: Number.NaN }],
])('%s is invalid, never a pass', (_, target) => {
  expect(judge(target).verdict).toBe('invalid');
});

const broken = (block: object): Series => ({
  kind: 'distribution',
  name: 'latency',
  route: null,
  unit: 'ms',
  better: 'lower',
  blocks: Array.from({ length: 60 }, (_, at) => ({ ...latencyBlock(at, 100, () => 5), ...block })),
});

test.each([
  ['negative latencies', broken({ min: -5 })],
  ['infinite latencies', broken({ max: Number.POSITIVE_INFINITY })],
  ['a sum that is no number', broken({ sum: Number.NaN })],
  ['a count that the buckets do not hold', broken({ count: 5000 })],
])('%s are invalid', (_, series) => {
  expect(judge({ metric: 'latency.p95', below: 1000 }, made([series])).verdict).toBe('invalid');
  expect(judge({ metric: 'latency.mean', below: 1000 }, made([series])).verdict).toBe('invalid');
});

test('more failures than requests, negative ones, and levels that are no number are invalid', () => {
  const ratio = (numerator: number, denominator: number): Series => ({
    kind: 'ratio',
    name: 'error-rate',
    route: null,
    unit: 'share',
    better: 'lower',
    blocks: Array.from({ length: 60 }, (__, at) => ({ at, numerator, denominator })),
  });
  for (const series of [ratio(102, 100), ratio(-1, 100), ratio(0, Number.NaN), ratio(Number.NaN, 5)]) {
    expect(judge({ metric: 'error-rate', below: 0.5 }, made([series])).verdict).toBe('invalid');
  }
  const level: Series = {
    kind: 'level',
    name: 'rss',
    route: null,
    unit: 'bytes',
    better: 'lower',
    blocks: [{ at: 0, value: Number.NaN }],
  };
  expect(judge({ metric: 'rss', below: 5 }, made([level])).verdict).toBe('invalid');
});

test('a series whose own name ends like a statistic is found by that name', () => {
  const count: Series = {
    kind: 'ratio',
    name: 'orders.count',
    route: null,
    unit: 'units',
    better: 'lower',
    blocks: Array.from({ length: 40 }, (_, at) => ({ at, numerator: 2.5, denominator: 1 / 40 })),
  };
  const tagged: Series = { ...broken({}), name: 'http_req_duration{name:http://127.0.0.1/a.b}' };
  const measurement = made([count, tagged]);
  expect(judge({ metric: 'orders.count', below: 101 }, measurement)).toMatchObject({ verdict: 'met', n: 40 });
  expect(judge({ metric: 'orders.count', below: 101 }, measurement).observed).toBeCloseTo(100, 9);
  expect(judge({ metric: 'http_req_duration{name:http://127.0.0.1/a.b}.p95', below: 6 }, measurement).verdict).toBe(
    'met',
  );
});

test('a hit that is counted a block after its request is no nonsense', () => {
  const hits: Series = {
    kind: 'ratio',
    name: 'hit-rate',
    route: null,
    unit: 'share',
    better: 'higher',
    blocks: Array.from({ length: 40 }, (_, at) => ({ at, numerator: at % 2 === 0 ? 202 : 198, denominator: 200 })),
  };
  expect(judge({ metric: 'hit-rate', above: 0.8 }, made([hits]))).toMatchObject({ verdict: 'met', observed: 1 });
  expect(judge({ metric: 'hit-rate', below: 0.8 }, made([hits])).verdict).toBe('missed');
});

test('a value that is surely beyond its limit, though nobody knows how far, is said to be above it', () => {
  const draw = exponential(seededRandom(3), 200);
  const blocks = Array.from({ length: 25 }, (_, at) => latencyBlock(at, 4, draw));
  const few = { kind: 'distribution', name: 'latency', route: null, unit: 'ms', better: 'lower', blocks } as const;
  const { verdict, interval, reason } = judge({ metric: 'latency.p95', below: 50 }, made([few]));
  expect({ verdict, interval }).toEqual({ verdict: 'missed', interval: null });
  expect(reason).toMatch(/ ms, above the limit with 95 % confidence, but too few samples for an interval$/);
});

test.each([
  ['a share that is nearly all', 0.9995, 'share', 0.995, /^99\.95 %, at least 99\.\d+ % /],
  ['a rate of more than a thousand', 10_599, '1/s', 8000, /^10,599 \/s, at least 10,5\d\d \/s /],
])('a reason writes %s as the tables do', (_, mean, unit, above, expected) => {
  const blocks = Array.from({ length: 60 }, (__, at) => ({ at, value: mean * (1 + ((at % 3) - 1) * 1e-4) }));
  const level: Series = { kind: 'level', name: 'x', route: null, unit, better: 'higher', blocks };
  expect(judge({ metric: 'x', above }, made([level])).reason).toMatch(expected);
});
