import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Launch, SideMeasurement } from '../model/comparison-record.ts';
import type { Series } from '../model/series.ts';
import { seededRandom } from '../stats/random.ts';
import { measureMetric } from './measured-metric.ts';
import type { MeasuredMetric } from './measured-ratio.ts';
import { CLEAN_EVIDENCE, latencyBlock } from './tests/made-run.ts';

const starts = (count: number) => Array.from({ length: count }, (_, block) => block * 2);
const named = { route: null, better: 'lower' } as const;
const side = (...series: Series[]): SideMeasurement => ({ series, evidence: CLEAN_EVIDENCE });
const launch = (baseline: Series, candidate: Series): Launch => ({
  startedAt: '2026-11-21T10:00:00.000Z',
  startedFirst: 'baseline',
  blockSeconds: 2,
  warmUpSeconds: 0,
  durationSeconds: 32,
  baseline: side(baseline),
  candidate: side(candidate),
});
const latency = (scale: number, { blocks = 16, count = 500, stalls = 0, seed = 1 } = {}): Series => {
  const random = seededRandom(seed);
  return {
    ...named,
    kind: 'distribution',
    name: 'latency',
    unit: 'ms',
    blocks: starts(blocks).map((at, block) =>
      latencyBlock(at, count, () => scale * (1 + random()) * (block < stalls ? 3 : 1)),
    ),
  };
};
const counted = (numerators: readonly number[], denominator = 100): Series => ({
  ...named,
  kind: 'ratio',
  name: 'work',
  unit: 'things',
  blocks: numerators.map((numerator, block) => ({ at: block * 2, numerator, denominator })),
});
const measure = (baseline: Series, candidate: Series, metric: string) =>
  measureMetric(launch(baseline, candidate), { metric, route: null });
const changeOf = (measured: MeasuredMetric) => (measured.kind === 'measured' ? measured.change.change : Number.NaN);
const reasonOf = (measured: MeasuredMetric) => ('reason' in measured ? measured.reason : measured.kind);

test('percentiles are compared block by block, the mean by its sums', () => {
  for (const metric of ['latency.p50', 'latency.p95', 'latency.mean']) {
    const measured = measure(latency(1), latency(1.1, { seed: 2 }), metric);
    expect(changeOf(measured)).toBeCloseTo(Math.log(1.1), 1);
    expect(measured).toMatchObject({ kind: 'measured', change: { pairs: 16 } });
  }
});

test('a stall in one block of sixteen moves the mean and the tail, and no median', () => {
  const stalled = (metric: string) => changeOf(measure(latency(1), latency(1, { stalls: 2, seed: 2 }), metric));
  expect(stalled('latency.p50')).toBeLessThan(0.02);
  expect(stalled('latency.mean')).toBeGreaterThan(0.15);
  expect(stalled('latency.tail-share')).toBeGreaterThan(2);
});

test('the tail is the share of requests beyond the p99 of the baseline', () => {
  const same = measure(latency(1), latency(1), 'latency.tail-share');
  expect(changeOf(same)).toBe(0);
  expect(same.kind === 'measured' ? same.baseline : 0).toBeCloseTo(0.01, 2);
  expect(changeOf(measure(latency(1), latency(0.1), 'latency.tail-share'))).toBeLessThan(-3);
});

test('where a route has few requests, several blocks in a row are one pair; with fewer than five pairs it is too thin', () => {
  const few = { blocks: 32, count: 15 };
  const measured = measure(latency(1, few), latency(1, few), 'latency.p95');
  expect(measured).toMatchObject({ kind: 'measured', change: { pairs: 10 } });
  expect(reasonOf(measure(latency(1, few), latency(1, few), 'latency.p99'))).toContain(
    '2 pairs a launch, 5 are needed',
  );
  expect(reasonOf(measure(latency(1, { blocks: 4 }), latency(1, { blocks: 4 }), 'latency.p50'))).toContain('4 pairs');
});

test('a metric that one side has not, or in half of the time only, cannot be compared', () => {
  const half = latency(1);
  const thinned: Series = half.kind === 'distribution' ? { ...half, blocks: half.blocks.slice(8) } : half;
  expect(reasonOf(measure(latency(1), thinned, 'latency.p50'))).toContain('50 % of the time only one side');
  expect(reasonOf(measure(latency(1), counted([1]), 'latency.p50'))).toContain('the candidate');
  expect(reasonOf(measure(latency(1), latency(1), 'nothing'))).toContain('either side');
  expect(reasonOf(measure(latency(1), latency(1), 'latency'))).toContain('compare latency.p95');
  expect(reasonOf(measure(counted([1]), counted([1]), 'work.p95'))).toContain('no percentiles');
});

test('rare things are compared by their sums, and something one side never does has no ratio', () => {
  const rare = (every: number) => counted(Array.from({ length: 16 }, (_, block) => (block % every === 0 ? 4 : 0)));
  expect(changeOf(measure(rare(4), rare(2), 'work'))).toBeCloseTo(Math.log(2), 12);
  const never = counted(new Array<number>(16).fill(0));
  expect(measure(never, rare(2), 'work').kind).toBe('one zero');
  expect(changeOf(measure(never, never, 'work'))).toBe(0);
});

test('the unit changes nothing, and swapped sides turn the change', () => {
  const work = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 6, maxLength: 20 });
  fc.assert(
    fc.property(work, work, fc.constantFrom(1e-6, 1, 1e9), (before, after, unit) => {
      const blocks = Math.min(before.length, after.length);
      const [one, other] = [before.slice(0, blocks), after.slice(0, blocks)];
      const plain = changeOf(measure(counted(one), counted(other), 'work'));
      const inUnit = (values: readonly number[]) => counted(values.map((value) => value * unit));
      expect(changeOf(measure(inUnit(one), inUnit(other), 'work'))).toBeCloseTo(plain, 9);
      expect(changeOf(measure(counted(other), counted(one), 'work'))).toBeCloseTo(-plain, 9);
      expect(changeOf(measure(counted(one), counted(one), 'work'))).toBe(0);
    }),
  );
});
