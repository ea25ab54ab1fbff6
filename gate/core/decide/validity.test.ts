import { expect, test } from 'vitest';
import type { Evidence } from '../model/evidence.ts';
import type { Target } from '../model/target.ts';
import { judgeTarget } from './judge-target.ts';
import { CLEAN_EVIDENCE, made, routeSeries } from './tests/made-run.ts';
import { findProblems, outputProblems, type RunFacts } from './validity.ts';

const FACTS: RunFacts = {
  measurement: made([...routeSeries(null, 60, 10), ...routeSeries('GET /a', 60, 10)]),
  evidence: CLEAN_EVIDENCE,
  tool: { name: 'k6', version: '2.2.0', exitCode: 0, signal: null },
  wasStopped: false,
  judged: 'steady',
  counterSeries: ['hit-rate', 'pool-utilisation'],
};
const codes = (facts: Partial<RunFacts>) =>
  findProblems({ ...FACTS, ...facts }).map(({ severity, code }) => `${severity} ${code}`);
const withEvidence = (change: Partial<Evidence>) => codes({ evidence: { ...CLEAN_EVIDENCE, ...change } });

test('a clean run has no problems', () => {
  expect(codes({})).toEqual([]);
});

test.each([
  ['a dropped iteration', { droppedIterations: 1 }, ['invalid ITERATIONS_DROPPED']],
  ['99 % of the planned iterations', { iterations: 11_880 }, []],
  ['less than 99 % of the planned iterations', { iterations: 11_879 }, ['invalid RATE_NOT_ACHIEVED']],
  ['far more iterations than planned', { iterations: 12_200 }, ['invalid RATE_NOT_ACHIEVED']],
  ['one iteration more than ten planned', { plannedIterations: 10, iterations: 11 }, []],
  ['two iterations more than ten planned', { plannedIterations: 10, iterations: 12 }, ['invalid RATE_NOT_ACHIEVED']],
  ['no plan', { plannedIterations: null, iterations: 3 }, []],
  ['a generator at its limit', { generatorCpuShare: 0.85 }, ['invalid GENERATOR_SATURATED']],
  ['a machine at its limit', { otherCpuShare: 0.78 }, ['warning MACHINE_SATURATED']],
  ['a processor share that could not be read', { generatorCpuShare: null }, ['warning GENERATOR_UNWATCHED']],
  ['an exception in the script', { scriptErrors: ['TypeError: x'] }, ['invalid SCRIPT_ERRORS']],
  ['an output that ends too early', { isTruncated: true }, ['invalid OUTPUT_TRUNCATED']],
  ['an unreadable line', { unreadable: 1 }, ['invalid OUTPUT_UNREADABLE']],
  ['folded routes', { foldedRoutes: 12 }, ['warning ROUTES_FOLDED']],
  ['a refused request', { zeroDurationFailures: { 'GET /a': 1 } }, ['invalid REQUESTS_REFUSED']],
  ['few seconds without counters', { missedCounterReads: 6 }, ['warning COUNTERS_MISSED', 'warning COUNTERS_MISSED']],
  ['many seconds without counters', { missedCounterReads: 7 }, ['invalid COUNTERS_MISSED', 'invalid COUNTERS_MISSED']],
])('%s', (_, change, expected) => {
  expect(withEvidence(change)).toEqual(expected);
});

test('a suite, whose generator is not watched, is not told so each time', () => {
  const tool = { ...FACTS.tool, name: 'autocannon' };
  const evidence = { ...CLEAN_EVIDENCE, generatorCpuShare: null, isOpenModel: false };
  expect(codes({ tool, evidence })).toEqual([]);
});

test('k6 ends with 99 for a crossed threshold, which is no failure; every other code and a signal are', () => {
  const tool = (change: object) => codes({ tool: { ...FACTS.tool, ...change } });
  expect(tool({ exitCode: 99 })).toEqual([]);
  expect(tool({ exitCode: 107 })).toEqual(['invalid TOOL_FAILED']);
  expect(tool({ exitCode: null, signal: 'SIGKILL' })).toEqual(['invalid TOOL_FAILED']);
  expect(tool({ name: 'autocannon', exitCode: 99 })).toEqual(['invalid TOOL_FAILED']);
});

test('a route whose requests fail has invalid latencies, and nothing else is touched', () => {
  const measurement = made([
    ...routeSeries(null, 60, 10, 1),
    ...routeSeries('GET /a', 60, 10),
    ...routeSeries('GET /b', 60, 10, 3),
  ]);
  expect(findProblems({ ...FACTS, measurement })).toMatchObject([
    { code: 'REQUESTS_FAILED', route: 'GET /b', series: 'latency' },
  ]);
});

test('requests that fail everywhere spoil latency, throughput and what the counters say of their cost, and not the error rate', () => {
  const measurement = made(routeSeries(null, 60, 10, 100));
  const problems = findProblems({ ...FACTS, measurement });
  expect(problems).toMatchObject(
    ['latency', 'throughput', 'hit-rate', 'pool-utilisation'].map((series) => ({
      code: 'REQUESTS_FAILED',
      route: null,
      series,
    })),
  );
  const verdictOf = (target: Pick<Target, 'metric' | 'above' | 'below'>) =>
    judgeTarget({ source: 'here', ...target }, measurement, CLEAN_EVIDENCE, problems).verdict;
  expect(verdictOf({ metric: 'throughput', above: 100 })).toBe('invalid');
  expect(verdictOf({ metric: 'error-rate', below: 0.01 })).toBe('missed');
  const evidence = { ...CLEAN_EVIDENCE, zeroDurationFailures: { 'GET /a': 6000 } };
  expect(findProblems({ ...FACTS, evidence }).map(({ route }) => route)).toEqual(['GET /a', null]);
  // It may have been another host than the subject's.
  expect(findProblems({ ...FACTS, evidence })[0]?.message).toMatch(
    /^6,000 requests of GET \/a failed within no time: no conn/,
  );
});

test('failures are told of all requests first, then of the worst route, with what they were answered most often', () => {
  const measurement = made([
    ...routeSeries('GET /a', 60, 10, 20),
    ...routeSeries('GET /b', 60, 10, 100),
    ...routeSeries(null, 60, 10, 60),
  ]);
  const failures = { 'GET /a': { '404': 700, '500': 500 }, 'GET /b': { '503': 6000, '500': 300 } };
  const evidence = { ...CLEAN_EVIDENCE, failures };
  const latency = findProblems({ ...FACTS, measurement, evidence }).filter(({ series }) => series === 'latency');
  expect(latency.map(({ message }) => message)).toEqual([
    '30 % of all requests failed, most often with 503: what is left is no fair sample',
    '50 % of the requests of GET /b failed, most often with 503: what is left is no fair sample of latency',
    '10 % of the requests of GET /a failed, most often with 404: what is left is no fair sample of latency',
  ]);
});

test('an error code of the load generator is told in words', () => {
  const measurement = made(routeSeries(null, 60, 10, 60));
  const evidence = { ...CLEAN_EVIDENCE, failures: { 'GET /a': { '1212': 5 } } };
  const [first] = findProblems({ ...FACTS, measurement, evidence });
  expect(first?.message).toContain('most often with 1212 (connection refused):');
});

test('no samples, or fewer than twenty blocks of them after warm-up, are invalid', () => {
  expect(codes({ measurement: made([]) })).toEqual(['invalid NO_SAMPLES']);
  expect(codes({ measurement: made(routeSeries(null, 60, 10), { warmUpSeconds: 60 }) })).toEqual([
    'invalid NO_SAMPLES',
  ]);
  expect(codes({ measurement: made(routeSeries(null, 60, 10), { warmUpSeconds: 41 }) })).toEqual([
    'invalid TOO_FEW_BLOCKS',
  ]);
});

test('a tool that the collector ended has not failed; one that ended in another way has', () => {
  const interrupted = { ...FACTS.tool, exitCode: 105 };
  expect(codes({ tool: interrupted, wasStopped: true })).toEqual([]);
  expect(codes({ tool: interrupted })).toEqual(['invalid TOOL_FAILED']);
  expect(codes({ tool: { ...FACTS.tool, exitCode: 107 }, wasStopped: true })).toEqual(['invalid TOOL_FAILED']);
});

test('a load beyond capacity by design may drop iterations: its stages are judged for that', () => {
  expect(codes({ judged: 'stages', evidence: { ...CLEAN_EVIDENCE, droppedIterations: 50, iterations: 1 } })).toEqual(
    [],
  );
});

test('what makes verdicts invalid comes before what is only worth knowing', () => {
  expect(withEvidence({ foldedRoutes: 1, missedCounterReads: 1, isTruncated: true })[0]).toBe(
    'invalid OUTPUT_TRUNCATED',
  );
});

test('a script that ends the test by itself did not throw', () => {
  const [threw, aborted] = ['TypeError: x', 'test aborted: enough'].map(
    (first) => outputProblems({ ...CLEAN_EVIDENCE, scriptErrors: [first] })[0]?.message,
  );
  expect([threw, aborted]).toEqual(['the script threw: TypeError: x', 'the script ended the test: enough']);
});
