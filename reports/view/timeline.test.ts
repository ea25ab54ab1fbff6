import { expect, test } from 'vitest';
import type { DistributionSeries, RatioSeries } from '../../gate/core/model/series.ts';
import { HistogramBuilder } from '../../gate/core/stats/histogram-builder.ts';
import { sampleLoad } from '../golden/sample-load.ts';
import { sampleMicro } from '../golden/sample-suites.ts';
import { timeline } from './timeline.ts';

function latencies(...blocks: readonly (readonly [at: number, ...values: number[]])[]): DistributionSeries {
  return {
    kind: 'distribution',
    name: 'latency',
    route: null,
    unit: 'ms',
    better: 'lower',
    blocks: blocks.map(([at, ...values]) => {
      const builder = new HistogramBuilder();
      for (const value of values) builder.record(value);
      return { at, ...builder.build() };
    }),
  };
}

const record = sampleLoad({ seconds: 1 });

test('blocks that fit are moments as they are', () => {
  const { step, moments } = timeline(latencies([0, 5], [1, 7, 9]), record, 300, [0.5]);
  expect(step).toBe(1);
  expect(moments).toEqual([
    { at: 0, n: 1, values: [5] },
    { at: 1, n: 2, values: [expect.closeTo(8, 1)] },
  ]);
});

test('merged moments have the percentiles of all their samples, not the mean of percentiles', () => {
  const series = latencies([10, 1], [11, 1, 1, 1, 1, 1, 100]);
  const { step, moments } = timeline(series, record, 6, [0.5]);
  expect(step).toBe(2);
  expect(moments.at(-1)).toEqual({ at: 10, n: 7, values: [expect.closeTo(1, 1)] });
});

test('no moment spans the end of the warm-up', () => {
  const blocks = Array.from({ length: 37 }, (_, at) => [at, 1] as const);
  const { step, moments } = timeline(latencies(...blocks), record, 10, [0.5]);
  expect(step).toBe(4);
  expect(moments.map(({ at }) => at)).toContain(10);
  expect(moments.slice(0, 3).map(({ at, n }) => [at, n])).toEqual([
    [0, 2],
    [2, 4],
    [6, 4],
  ]);
});

test('a stretch without samples is a gap, never a zero', () => {
  const { moments } = timeline(latencies([0, 5], [3, 5]), record, 300, [0.5]);
  expect(moments.map(({ values }) => values[0])).toEqual([5, null, null, 5]);
});

test('a merged ratio is the ratio of the sums', () => {
  const series: RatioSeries = {
    kind: 'ratio',
    name: 'error-rate',
    route: null,
    unit: 'share',
    better: 'lower',
    blocks: [
      { at: 10, numerator: 1, denominator: 1 },
      { at: 11, numerator: 0, denominator: 9 },
    ],
  };
  expect(timeline(series, record, 6, []).moments.at(-1)?.values).toEqual([0.1]);
  const nothing = { ...series, blocks: [{ at: 0, numerator: 0, denominator: 0 }] };
  expect(timeline(nothing, record, 6, []).moments[0]?.values).toEqual([null]);
});

test('a suite counts batches, whatever their times', () => {
  const { moments } = timeline(latencies([0, 1], [0.73, 2], [1.9, 3]), sampleMicro(), 300, [0.5]);
  expect(moments.map(({ at }) => at)).toEqual([0, 1, 2]);
});

test('a long run has at most as many moments as asked for, and one more for the cut at the warm-up', () => {
  const blocks = Array.from({ length: 600 }, (_, at) => [at, 1] as const);
  expect(timeline(latencies(...blocks), record, 300, [0.5]).moments.length).toBeLessThanOrEqual(301);
});
