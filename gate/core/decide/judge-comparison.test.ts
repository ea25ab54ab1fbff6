import { expect, test } from 'vitest';
import type { ComparisonPlan, Launch } from '../model/comparison-record.ts';
import type { Problem } from '../model/verdict.ts';
import { judgeComparison } from './judge-comparison.ts';
import { MADE_PLAN, type MadeLaunch, madeLaunches } from './tests/made-launch.ts';

const judge = (launches: readonly Launch[], change: Partial<ComparisonPlan> = {}, problems: readonly Problem[] = []) =>
  judgeComparison({ plan: { ...MADE_PLAN, ...change }, launches, problems });
const after = (count: number, made: MadeLaunch = {}) => judge(madeLaunches(count, made));
const find = ({ metrics }: ReturnType<typeof judge>, metric: string, route: string | null = null) => {
  const found = metrics.find((one) => one.metric === metric && one.route === route);
  if (found === undefined) throw new Error(`${metric} was not judged`);
  return found;
};
const verdictOf = (judgement: ReturnType<typeof judge>, metric: string) => find(judgement, metric).comparison.verdict;

test('identical builds pass after three launches', () => {
  const judgement = after(3);
  expect(judgement).toMatchObject({ outcome: 'pass', isDecided: true, needed: 'decided', problems: [] });
  expect(judgement.metrics.filter(({ role }) => role === 'primary').map(({ metric }) => metric)).toEqual(
    MADE_PLAN.primary.map(({ metric }) => metric),
  );
  expect(find(judgement, 'latency.p50')).toMatchObject({ margin: 0.05, unit: 'ms', role: 'primary' });
  expect(find(judgement, 'latency.p50').baseline).toBeCloseTo(1, 1);
});

test('a slower candidate fails by its latency, and its counters pass', () => {
  const judgement = after(3, { factor: 1.12 });
  expect(judgement.outcome).toBe('fail');
  expect(verdictOf(judgement, 'latency.p50')).toBe('regression');
  expect(verdictOf(judgement, 'latency.mean')).toBe('regression');
  expect(verdictOf(judgement, 'sql-per-request')).toBe('unchanged');
  expect(find(judgement, 'latency.p50').comparison.estimate).toBeCloseTo(0.12, 1);
  expect(find(judgement, 'latency.p50').launches).toHaveLength(3);
  expect(verdictOf(after(3, { factor: 1 / 1.12 }), 'latency.p50')).toBe('improvement');
});

test('one more statement per request is certain at any load', () => {
  const judgement = after(3, { statements: [3, 4] });
  expect(find(judgement, 'sql-per-request').comparison).toMatchObject({ verdict: 'regression', pValue: 0 });
  expect(find(judgement, 'sql-per-request').adjustedP).toBe(0);
  expect(judgement.outcome).toBe('fail');
  expect(verdictOf(after(3, { statements: [0, 1] }), 'sql-per-request')).toBe('regression');
  expect(verdictOf(after(3, { statements: [0, 0] }), 'sql-per-request')).toBe('unchanged');
});

test('a regression that is certain ends a comparison of which the rest is open', () => {
  const looks = [1, 2, 3, 4, 5];
  const slower = judge(madeLaunches(1, { statements: [3, 4] }), { looks });
  expect(verdictOf(slower, 'latency.p50')).toBe('inconclusive');
  expect(slower).toMatchObject({ outcome: 'fail', isDecided: true, needed: 'decided' });
  expect(judge(madeLaunches(1), { looks })).toMatchObject({ isDecided: false, needed: 'another launch needed' });
});

test('a launch that the machine spoiled is set aside, and another one taken', () => {
  const looks = [3];
  const spoiled = madeLaunches(1, { evidence: { droppedIterations: 40 } });
  const sound = madeLaunches(3);
  const first = judge(spoiled, { looks });
  expect(first).toMatchObject({ outcome: 'undecided', isDecided: false, needed: '3 more launches needed' });
  const some = judge([...sound.slice(0, 2), ...spoiled], { looks });
  expect(some).toMatchObject({ isDecided: false, needed: 'another launch needed' });
  const all = judge([...sound.slice(0, 2), ...spoiled, ...sound.slice(2)], { looks });
  expect(all).toMatchObject({ outcome: 'pass', isDecided: true });
  expect(all.problems.map(({ code, severity }) => [code, severity])).toEqual([['LAUNCH_SET_ASIDE', 'warning']]);
  expect(all.problems[0]?.message).toContain('launch 3 was set aside');
  expect(find(all, 'latency.p50').launches.map((one) => one === null)).toEqual([false, false, true, false]);
});

test('a candidate that was worse in a launch set aside does not pass', () => {
  const spoiled = madeLaunches(1, { factor: 1.5, evidence: { droppedIterations: 40 } });
  const judgement = judge([...madeLaunches(3), ...spoiled], { looks: [3] });
  expect(judgement).toMatchObject({ outcome: 'undecided', isDecided: true });
  expect(find(judgement, 'latency.p50').comparison).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringContaining('a launch that was set aside saw it'),
  });
  expect(verdictOf(judgement, 'sql-per-request')).toBe('unchanged');
});

test('a machine that spoils three launches is not fit to compare on', () => {
  const spoiled = madeLaunches(3, { evidence: { droppedIterations: 40 } });
  const judgement = judge([...madeLaunches(2), ...spoiled], { looks: [1, 2, 3] });
  expect(judgement).toMatchObject({ outcome: 'undecided', isDecided: true, needed: 'nothing can be judged' });
});

test('memory and the rate of the load are not judged, the tail is', () => {
  const names = new Set(after(3).metrics.map(({ metric }) => metric));
  expect([...names].toSorted()).toEqual([
    'error-rate',
    'latency.mean',
    'latency.p50',
    'latency.p95',
    'latency.p99',
    'latency.tail-share',
    'sql-per-request',
  ]);
});

test('more failed requests are a regression, and the times of that route are invalid', () => {
  const judgement = after(3, { failed: [0, 2] });
  expect(find(judgement, 'error-rate').comparison).toMatchObject({ verdict: 'regression', estimate: null });
  expect(find(judgement, 'error-rate').comparison.reason).toContain('0 % of requests failed, now 0.8 %');
  expect(verdictOf(judgement, 'latency.p50')).toBe('invalid');
  expect(verdictOf(judgement, 'sql-per-request')).toBe('unchanged');
  expect(judgement.outcome).toBe('fail');
  const ofRoute = judge(madeLaunches(3, { failed: [0, 2], route: 'GET /a' }), {
    primary: [{ metric: 'latency.p50', route: 'GET /a' }],
  });
  expect(find(ofRoute, 'error-rate', 'GET /a')).toMatchObject({ role: 'primary' });
  expect(ofRoute.outcome).toBe('fail');
  expect(find(ofRoute, 'latency.p50', 'GET /a').comparison.verdict).toBe('invalid');
});

test('one failed request does not cry wolf', () => {
  const launches = madeLaunches(4);
  const [first, ...rest] = launches;
  const failing = madeLaunches(1, { failed: [0, 1] })[0];
  if (first === undefined || failing === undefined) throw new Error('there are launches');
  const once = {
    ...first,
    candidate: {
      ...first.candidate,
      series: first.candidate.series.map((one) =>
        one.name === 'error-rate' && one.kind === 'ratio'
          ? { ...one, blocks: one.blocks.map((block) => ({ ...block, numerator: block.at === 8 ? 1 : 0 })) }
          : one,
      ),
    },
  };
  expect(verdictOf(judge([once, ...rest]), 'error-rate')).not.toBe('regression');
  expect(judge([once, ...rest]).outcome).not.toBe('fail');
});

test('no failure among few requests is no proof that there will be none', () => {
  const [launch] = madeLaunches(1).map((one) => ({ ...one, warmUpSeconds: 20 }));
  if (launch === undefined) throw new Error('there is a launch');
  expect(verdictOf(judge([launch], { looks: [1] }), 'error-rate')).toBe('inconclusive');
  expect(verdictOf(judge(madeLaunches(1), { looks: [1] }), 'error-rate')).toBe('unchanged');
});

test('fewer than three launches are judged with the assumed spread, and say so', () => {
  const judgement = after(1);
  expect(judgement).toMatchObject({ isDecided: false, needed: '2 more launches needed' });
  expect(find(judgement, 'latency.p50').comparison.warnings.map(({ code }) => code)).toContain('FEW_LAUNCHES');
  expect(judge(madeLaunches(1), { looks: [1] }).isDecided).toBe(true);
});

test('launches go on until every primary metric is certain or the looks are used up', () => {
  const open = after(3, { factor: 1.045 });
  expect(open).toMatchObject({ outcome: 'undecided', isDecided: false, needed: 'another launch needed' });
  expect(after(5, { factor: 1.045 })).toMatchObject({ isDecided: true, needed: 'no launch is left' });
});

test('nothing measured, a lost metric, or an unknown one is invalid and never a pass', () => {
  expect(after(0).outcome).toBe('undecided');
  expect(after(0).metrics.map(({ comparison }) => comparison.verdict)).toEqual(Array(4).fill('invalid'));
  const lost = madeLaunches(3).map((launch) => ({
    ...launch,
    candidate: {
      ...launch.candidate,
      series: launch.candidate.series.filter(({ name }) => name !== 'sql-per-request'),
    },
  }));
  const judgement = judge(lost);
  expect(find(judgement, 'sql-per-request').comparison).toMatchObject({ verdict: 'invalid' });
  expect(find(judgement, 'sql-per-request').comparison.reason).toContain('the candidate: this run has no series');
  expect(judgement.outcome).toBe('undecided');
  const unknown = judge(madeLaunches(3), { primary: [{ metric: 'latency.p50', route: 'GET /nowhere' }] });
  expect(unknown.outcome).toBe('undecided');
  expect(judge(madeLaunches(3), { primary: [] }).metrics.filter(({ role }) => role === 'primary')).toHaveLength(1);
});

test('launches too short for five pairs are invalid and say what is needed', () => {
  const short = madeLaunches(3).map((launch) => ({ ...launch, warmUpSeconds: 26 }));
  expect(find(judge(short), 'latency.p50').comparison.reason).toContain('4 pairs a launch, 5 are needed');
  expect(judge(short).outcome).toBe('undecided');
});

test.each([
  ['dropped iterations', { droppedIterations: 3 }, 'ITERATIONS_DROPPED'],
  ['a rate that was not reached', { plannedIterations: 12_000, iterations: 11_000 }, 'RATE_NOT_ACHIEVED'],
  ['a saturated generator', { generatorCpuShare: 0.9 }, 'GENERATOR_SATURATED'],
])('%s makes every verdict invalid, and is tried again twice', (_, evidence, code) => {
  const judgement = after(3, { evidence });
  expect(judgement.problems.map((problem) => problem.code)).toContain(code);
  expect(judgement).toMatchObject({ outcome: 'undecided', isDecided: true });
  expect(new Set(judgement.metrics.map(({ comparison }) => comparison.verdict))).toEqual(new Set(['invalid']));
  expect(after(2, { evidence })).toMatchObject({ outcome: 'undecided', isDecided: false });
});

test('a candidate that died under a load that the baseline bore has failed; a baseline that died decides nothing', () => {
  const died = (code: string): Problem => ({
    severity: 'invalid',
    code,
    message: 'ended',
    route: null,
    series: null,
  });
  const failed = judge(madeLaunches(3), {}, [died('CANDIDATE_DIED')]);
  expect(failed).toMatchObject({ outcome: 'fail', isDecided: true });
  expect(new Set(failed.metrics.map(({ comparison }) => comparison.verdict))).toEqual(new Set(['invalid']));
  expect(judge(madeLaunches(3), {}, [died('BASELINE_DIED')]).outcome).toBe('undecided');
});

test.each([
  ['torn output', { isTruncated: true }, 'OUTPUT_TRUNCATED'],
  ['a script that throws', { scriptErrors: ['TypeError'] }, 'SCRIPT_ERRORS'],
])('%s makes every verdict invalid, and no launch is wasted on it', (_, evidence, code) => {
  const judgement = after(1, { evidence });
  expect(judgement.problems.map((problem) => problem.code)).toContain(code);
  expect(judgement).toMatchObject({ outcome: 'undecided', isDecided: true });
  expect(new Set(judgement.metrics.map(({ comparison }) => comparison.verdict))).toEqual(new Set(['invalid']));
});

test('a candidate that fails and therefore drops iterations is a regression, not an excuse', () => {
  expect(after(3, { failed: [0, 50], evidence: { droppedIterations: 40 } }).outcome).toBe('fail');
});

test('sides that do different work are not compared', () => {
  const [one, other] = [madeLaunches(3), madeLaunches(3)];
  const checks = (fails: number) => ({ 'status is 200': { passes: 1000 - fails, fails } });
  const different = one.map((launch, position) => ({
    ...launch,
    baseline: { ...launch.baseline, evidence: { ...launch.baseline.evidence, checks: checks(0) } },
    candidate: {
      ...other[position]?.candidate,
      ...launch.candidate,
      evidence: { ...launch.candidate.evidence, checks: checks(200) },
    },
  }));
  const judgement = judge(different);
  expect(judgement.problems.map(({ code }) => code)).toEqual(['SIDES_DIFFER']);
  expect(judgement.outcome).toBe('undecided');
});

test('what the collector found wrong counts', () => {
  const problem = {
    severity: 'invalid',
    code: 'ENVIRONMENT_DIFFERS',
    message: 'other cores',
    route: null,
    series: null,
  } as const;
  expect(judge(madeLaunches(3), {}, [problem])).toMatchObject({ outcome: 'undecided', problems: [problem] });
});

test('a difference that one of several metrics shows by chance is not called a regression', () => {
  const launches = [103, 106, 109].flatMap((statements) => madeLaunches(1, { statements: [100, statements] }));
  const alone = judge(launches, { primary: [{ metric: 'sql-per-request', route: null }], looks: [3] });
  expect(find(alone, 'sql-per-request').comparison.verdict).toBe('regression');
  const first = find(judge(launches, { looks: [3] }), 'sql-per-request');
  expect(first.adjustedP).toBeGreaterThan(first.comparison.pValue ?? 1);
  expect(first.comparison.verdict).toBe('inconclusive');
  expect(first.comparison.reason).toContain('by chance');
});

test('the same measurement gives the same bytes, whatever is judged in between', () => {
  const launches = madeLaunches(4, { factor: 1.07 });
  const first = JSON.stringify(judge(launches));
  judge(madeLaunches(5));
  expect(JSON.stringify(judge(launches))).toBe(first);
});

test('swapped sides mirror every verdict of a difference', () => {
  const launches = madeLaunches(3, { factor: 1.15, statements: [3, 4] });
  const swapped = launches.map((launch) => ({ ...launch, baseline: launch.candidate, candidate: launch.baseline }));
  for (const metric of ['latency.p50', 'latency.p95', 'latency.mean', 'sql-per-request']) {
    expect(verdictOf(judge(launches), metric)).toBe('regression');
    expect(verdictOf(judge(swapped), metric)).toBe('improvement');
  }
});

test.each([
  ['an infinite latency', { sum: Number.POSITIVE_INFINITY, max: Number.POSITIVE_INFINITY }],
  ['a negative latency', { min: -1 }],
  ['more samples than buckets hold', { count: 1_000_000 }],
])('%s is nonsense, and never a pass', (_, fault) => {
  const launches = madeLaunches(3).map((launch) => ({
    ...launch,
    candidate: {
      ...launch.candidate,
      series: launch.candidate.series.map((one) =>
        one.kind === 'distribution' ? { ...one, blocks: one.blocks.map((block) => ({ ...block, ...fault })) } : one,
      ),
    },
  }));
  expect(verdictOf(judge(launches), 'latency.p50')).toBe('invalid');
  expect(judge(launches).outcome).toBe('undecided');
});
